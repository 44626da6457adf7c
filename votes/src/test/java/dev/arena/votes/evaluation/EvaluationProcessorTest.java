package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.LiveEvaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationProcessorTest {
  @TempDir private Path folder;

  /** Kafka Streams keeps the punctuations of a task that it revives. */
  @Test
  void whatAProcessorScheduledEndsWithIt() {
    MockProcessorContext<String, LiveEvaluation> context = context();
    EvaluationProcessor processor =
        new EvaluationProcessor(
            EvaluationDriver.SETTINGS, EvaluationDriver.codec(), EvaluationListener.NONE);
    processor.init(context);
    assertThat(context.scheduledPunctuators()).hasSize(2).noneMatch(CapturedPunctuator::cancelled);
    processor.close();
    assertThat(context.scheduledPunctuators()).allMatch(CapturedPunctuator::cancelled);
  }

  @Test
  void aTaskThatIsRevivedReportsItsSumsAgainWithoutWaitingForAVote() {
    MockProcessorContext<String, LiveEvaluation> context = context();
    List<Object> heard = new ArrayList<>();
    EvaluationProcessor processor =
        new EvaluationProcessor(
            EvaluationDriver.SETTINGS,
            EvaluationDriver.codec(),
            (task, scorers) -> heard.add(task));
    for (int run = 1; run <= 2; run++) {
      processor.init(context);
      context.scheduledPunctuators().stream()
          .filter(each -> !each.cancelled())
          .toList()
          .forEach(each -> each.getPunctuator().punctuate(0));
      assertThat(heard).hasSize(run).doesNotHaveDuplicates();
      processor.close();
    }
  }

  private MockProcessorContext<String, LiveEvaluation> context() {
    MockProcessorContext<String, LiveEvaluation> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
    addStore(
        context,
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(EvaluationTopology.BATTLES),
            Serdes.String(),
            EvaluatedBattleFormat.BATTLE.serde()));
    for (String name : List.of(EvaluationTopology.WRITTEN, EvaluationTopology.COUNTED)) {
      addStore(
          context,
          Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray()));
    }
    context.setCurrentSystemTimeMs(0);
    return context;
  }

  private static <K, V> void addStore(
      MockProcessorContext<String, LiveEvaluation> context,
      StoreBuilder<KeyValueStore<K, V>> builder) {
    KeyValueStore<K, V> store = builder.withLoggingDisabled().withCachingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
  }
}
