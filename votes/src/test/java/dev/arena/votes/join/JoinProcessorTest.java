package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.streams.InputBudget;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinProcessorTest {
  @TempDir private Path folder;

  /** Kafka Streams keeps the punctuations of a task that it revives. */
  @Test
  void whatAProcessorScheduledEndsWithIt() {
    JoinSettings settings = JoinDriver.settings(1);
    Properties properties =
        JoinDriver.properties(folder, settings, new DeadLetterLog(System::nanoTime));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    MockProcessorContext<byte[], JoinResult> context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
    for (StoreBuilder<?> builder : JoinStores.builders()) {
      StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    JoinProcessor processor =
        new JoinProcessor(
            settings, JoinDriver.codec(InputBudget.inHeap(1 << 20)).watch(), new JoinCounts(), 10);
    context.setCurrentSystemTimeMs(0);
    processor.init(context);
    assertThat(context.scheduledPunctuators()).hasSize(1).noneMatch(CapturedPunctuator::cancelled);
    processor.close();
    assertThat(context.scheduledPunctuators()).allMatch(CapturedPunctuator::cancelled);
  }
}
