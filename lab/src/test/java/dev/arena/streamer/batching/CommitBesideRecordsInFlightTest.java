package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commits that do not wait for records in flight, and what they cover. Half of the records are
 * answered.
 */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class CommitBesideRecordsInFlightTest {
  private static final int COUNT = 10;
  private static final int ANSWERED = 5;
  private static final List<Integer> ALL = IntStream.range(0, COUNT).boxed().toList();
  private static final String EXACTLY_ONCE = "exactly_once_v2";

  @TempDir private Path state;

  private final HeldFunction model = new HeldFunction();
  private final ThreadActivity activity =
      new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);
  private BatchingStage stage;

  @BeforeEach
  void prepare(LocalServers servers) throws Exception {
    stage = new BatchingStage(servers, state);
    stage.produce(COUNT);
  }

  @AfterEach
  void cleanUp() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {EXACTLY_ONCE, "at_least_once"})
  void answersAreCommittedAloneWhileLaterRecordsAreInFlight(String guarantee) throws Exception {
    BatchingSupplier<byte[], byte[], byte[]> scoring = scoring(model);
    try (KafkaStreams streams =
        stage.startLowering(scoring, BatchingStage.LONGER_THAN_THE_TEST, guarantee)) {
      answerHalf();

      Eventually.holds(
          () -> stage.committed() == ANSWERED, () -> "committed up to " + stage.committed());
      awaitResults(ALL.subList(0, ANSWERED));
      assertThat(scoring.inFlight()).isEqualTo(COUNT - ANSWERED);

      model.release();
      awaitResults(ALL);
      assertThat(scoring.times().drain().sum()).isZero();
    }
  }

  @Test
  void recordsInFlightWhenAThreadDiedAreReadAgainAndNoOthers() throws Exception {
    try (KafkaStreams streams =
        stage.startLowering(scoring(model), BatchingStage.LONGER_THAN_THE_TEST, EXACTLY_ONCE)) {
      answerHalf();
      Eventually.holds(
          () -> stage.committed() == ANSWERED, () -> "committed up to " + stage.committed());
      die(streams);
    }

    try (KafkaStreams restarted = stage.restart(scoring(HeldFunction.released()))) {
      awaitResults(ALL);
    }
  }

  @Test
  void withoutLoweredOffsetsTheyAreLost() throws Exception {
    try (KafkaStreams streams =
        stage.startWithoutLowering(scoring(model), BatchingStage.LONGER_THAN_THE_TEST)) {
      answerHalf();
      Eventually.holds(
          () -> stage.committed() == COUNT, () -> "committed up to " + stage.committed());
      die(streams);
    }

    try (KafkaStreams restarted = stage.restart(scoring(HeldFunction.released()))) {
      stage.produce(1);
      awaitResults(List.of(0, 1, 2, 3, 4, 0));
    }
  }

  @Test
  void beforeTheStreamClosesRecordsInFlightAreAnsweredAndCommitted() throws Exception {
    KafkaStreams streams =
        stage.startLowering(scoring(model), BatchingStage.LONGER_THAN_THE_TEST, EXACTLY_ONCE);
    model.awaitSubmitted(COUNT);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(streams::close);

    Eventually.holds(() -> model.flushed() > 0, () -> "no commit waits for records in flight");
    model.release();
    assertThat(closing).succeedsWithin(Eventually.TIMEOUT);

    awaitResults(ALL);
    assertThat(stage.committed()).isEqualTo(COUNT);
  }

  private BatchingSupplier<byte[], byte[], byte[]> scoring(HeldFunction function) {
    return new BatchingSupplier<>(function, BatchingStage.OPTIONS, System::nanoTime, activity);
  }

  private void answerHalf() throws Exception {
    model.awaitSubmitted(COUNT);
    IntStream.range(0, ANSWERED).forEach(model::answer);
  }

  private void die(KafkaStreams streams) throws Exception {
    model.fail(new IllegalStateException("device lost"));
    Eventually.holds(
        () -> streams.state() == KafkaStreams.State.ERROR, () -> streams.state().toString());
  }

  private void awaitResults(List<Integer> expected) throws Exception {
    Eventually.holds(
        () -> stage.results().size() >= expected.size(), () -> "results: " + stage.results());
    assertThat(stage.results()).isEqualTo(expected);
  }
}
