package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that guard the hook of {@link CommitGate}: the first test fails if Kafka Streams no longer
 * flushes caches before it commits offsets, and the second test shows which records would then be
 * lost.
 */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class CommitGateTest {
  private static final int COUNT = 10;
  private static final List<Integer> ALL = IntStream.range(0, COUNT).boxed().toList();

  @TempDir private Path state;

  private final HeldFunction model = new HeldFunction();
  private BatchingStage stage;

  private final ThreadActivity activity =
      new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);

  @BeforeEach
  void prepare(LocalServers servers) throws Exception {
    stage = new BatchingStage(servers, state);
    stage.produce(COUNT);
  }

  @AfterEach
  void cleanUp() {
    stage.close();
  }

  @Test
  void offsetsAreNotCommittedBeforeRecordsInFlightAreAnswered() throws Exception {
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, BatchingStage.OPTIONS, System::nanoTime, activity);
    try (KafkaStreams streams = stage.start(scoring)) {
      awaitWaitingCommit();
      for (int commitInterval = 0; commitInterval < 5; commitInterval++) {
        assertThat(stage.results()).isEmpty();
        assertThat(stage.committed()).isZero();
      }

      model.release();

      awaitResults();
      assertThat(scoring.times().drain().sum()).isPositive();
      assertThat(scoring.times().blocked().sum()).as("there was room for all").isZero();
    }
  }

  @Test
  void withoutTheGateOffsetsRunAheadAndRecordsAreLost() throws Exception {
    try (KafkaStreams streams =
        stage.start(
            new BatchingSupplier<>(
                model,
                BatchingStage.OPTIONS,
                System::nanoTime,
                activity,
                LeakyGate.builder("score")))) {
      model.awaitSubmitted(COUNT);

      Eventually.holds(
          () -> stage.committed() == COUNT, () -> "committed up to " + stage.committed());
    }
    model.release();
    HeldFunction healthy = HeldFunction.released();
    try (KafkaStreams restarted =
        stage.restart(
            new BatchingSupplier<>(healthy, BatchingStage.OPTIONS, System::nanoTime, activity))) {
      stage.produce(1);
      Eventually.holds(() -> stage.results().size() == 1, () -> stage.results().toString());

      assertThat(stage.results())
          .as("ten records were read and committed, but only the eleventh has a result")
          .hasSize(1);
    }
  }

  @Test
  void recordsThatWereInFlightWhenAThreadDiedAreReadAgain() throws Exception {
    try (KafkaStreams streams =
        stage.start(
            new BatchingSupplier<>(model, BatchingStage.OPTIONS, System::nanoTime, activity))) {
      awaitWaitingCommit();
      model.fail(new IllegalStateException("device lost"));
      Eventually.holds(
          () -> streams.state() == KafkaStreams.State.ERROR, () -> streams.state().toString());
    }
    assertThat(stage.committed()).isZero();

    HeldFunction healthy = HeldFunction.released();
    try (KafkaStreams restarted =
        stage.restart(
            new BatchingSupplier<>(healthy, BatchingStage.OPTIONS, System::nanoTime, activity))) {
      awaitResults();
    }
  }

  /** The clock stops after the first failure, so a second wait would never end. */
  @Test
  void aFunctionThatNeverAnswersEndsTheStreamAfterOneWaitAndCommitsNothing() throws Exception {
    Duration timeout = Duration.ofSeconds(5);
    BatchingOptions options =
        new BatchingOptions("score", 100, Duration.ofMinutes(1), Duration.ZERO, timeout);
    AtomicLong clock = new AtomicLong();
    try (KafkaStreams streams =
        stage.start(new BatchingSupplier<>(model, options, clock::get, activity))) {
      awaitWaitingCommit();

      Eventually.holds(
          () -> {
            clock.addAndGet(timeout.dividedBy(50).toNanos()); // a leap would look like a freeze
            return stage.failure() != null;
          },
          () -> streams.state() + ", failure: " + stage.failure());
      Eventually.holds(
          () -> streams.state() == KafkaStreams.State.ERROR, () -> streams.state().toString());
    }
    assertThat(stage.committed()).isZero();
  }

  @Test
  void aFullQueueHoldsTheStreamBackAndDropsNothing() throws Exception {
    BatchingOptions narrow =
        new BatchingOptions(
            "score", 3, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1));
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, narrow, System::nanoTime, activity);
    try (KafkaStreams streams = stage.start(scoring, BatchingStage.LONGER_THAN_THE_TEST)) {
      model.awaitSubmitted(3);
      for (int poll = 0; poll < 3; poll++) {
        assertThat(stage.results()).isEmpty();
        assertThat(model.submitted()).isEqualTo(3);
        assertThat(scoring.inFlight()).isEqualTo(3);
      }
      assertThat(scoring.times().blocked().sum()).isZero();

      model.release();

      awaitResults();
      assertThat(scoring.inFlight()).isZero();
      assertThat(scoring.times().blocked().sum()).as("the stream was held back").isPositive();
    }
  }

  /** A commit covers all tasks of a thread, so it would wait for the other partition's answers. */
  @Test
  void aPartitionThatRunsEmptyDoesNotMakeItsThreadWaitForAnother() throws Exception {
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, BatchingStage.OPTIONS, System::nanoTime, activity);
    try (KafkaStreams streams = stage.start(scoring, BatchingStage.LONGER_THAN_THE_TEST)) {
      model.awaitSubmitted(COUNT);
      stage.produce(1, 100);
      model.awaitSubmitted(COUNT + 1);

      model.answer(100);
      Eventually.holds(() -> scoring.inFlight() == COUNT, () -> scoring.inFlight() + " in flight");
      stage.produce(1, 101);

      model.awaitSubmitted(COUNT + 2);
      model.release();
      Eventually.holds(
          () -> stage.results().size() == COUNT + 2, () -> "results: " + stage.results());
    }
  }

  @Test
  void anAnswerSoonAfterACommitIsCommittedOnceThePauseIsOver() throws Exception {
    Duration pause = Duration.ofMillis(300);
    AtomicLong clock = new AtomicLong();
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(
            model,
            new BatchingOptions("score", 100, Duration.ofMinutes(1), pause, Duration.ofMinutes(1)),
            clock::get,
            activity);
    try (KafkaStreams streams = stage.start(scoring, BatchingStage.LONGER_THAN_THE_TEST)) {
      model.awaitSubmitted(COUNT);
      model.release();
      Eventually.holds(
          () -> stage.committed() == COUNT, () -> "committed up to " + stage.committed());
      stage.produce(0, COUNT);
      model.awaitSubmitted(COUNT + 1);
      clock.addAndGet(pause.toNanos() - 1);
      for (int poll = 0; poll < 4; poll++) {
        assertThat(stage.results()).hasSizeLessThanOrEqualTo(COUNT);
      }

      clock.incrementAndGet();

      Eventually.holds(
          () -> stage.results().size() == COUNT + 1, () -> "results: " + stage.results());
    }
  }

  /**
   * Waits until a commit is waiting for answers, regardless of how many records were read before
   * it.
   */
  private void awaitWaitingCommit() throws Exception {
    Eventually.holds(
        () -> model.flushed() > 0,
        () -> model.submitted() + " records submitted, but no commit waits for them");
  }

  private void awaitResults() throws Exception {
    Eventually.holds(() -> stage.results().size() >= COUNT, () -> "results: " + stage.results());
    assertThat(stage.results()).isEqualTo(ALL);
  }
}
