package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.servers.LocalServers;
import dev.arena.local.stream.SharedServers;
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
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Guards the hook that {@link CommitGate} hangs on: the first test fails when Kafka Streams no
 * longer flushes caches before it commits offsets, and the second shows what is lost then.
 */
@Tag("broker")
@Isolated("ten records must be read between two commits")
@ExtendWith(SharedServers.class)
final class CommitGateTest {
  private static final int COUNT = 10;
  private static final List<Integer> ALL = IntStream.range(0, COUNT).boxed().toList();
  private static final BatchingOptions OPTIONS =
      new BatchingOptions(
          "score", 100, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1));

  /** An interval between commits, so that each commit seen was asked for. */
  private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(2);

  @TempDir private Path state;

  private final HeldFunction model = new HeldFunction();
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

  @Test
  void offsetsAreNotCommittedBeforeWhatIsInFlightIsAnswered() {
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, OPTIONS, System::nanoTime);
    try (KafkaStreams streams = stage.start(scoring)) {
      awaitSubmitted(COUNT);
      for (int commitInterval = 0; commitInterval < 5; commitInterval++) {
        assertThat(stage.results()).isEmpty();
        assertThat(stage.committed()).isZero();
      }

      model.release();

      awaitResults();
      assertThat(scoring.times().drain()).isPositive();
      assertThat(scoring.times().blocked()).as("there was room for all").isZero();
    }
  }

  @Test
  void withoutTheGateOffsetsRunAheadAndRecordsAreLost() {
    try (KafkaStreams streams =
        stage.start(
            new BatchingSupplier<>(model, OPTIONS, System::nanoTime, LeakyGate.builder("score")))) {
      awaitSubmitted(COUNT);

      BatchingStage.await(
          () -> stage.committed() == COUNT, () -> "committed up to " + stage.committed());
    }
    model.release();
    HeldFunction healthy = new HeldFunction();
    healthy.release();
    try (KafkaStreams restarted =
        stage.start(new BatchingSupplier<>(healthy, OPTIONS, System::nanoTime))) {
      stage.produce(1);
      BatchingStage.await(() -> stage.results().size() == 1, () -> stage.results().toString());

      assertThat(stage.results())
          .as("ten records were read and committed, and only the eleventh has a result")
          .hasSize(1);
    }
  }

  @Test
  void recordsThatWereInFlightWhenAThreadDiedAreReadAgain() {
    try (KafkaStreams streams =
        stage.start(new BatchingSupplier<>(model, OPTIONS, System::nanoTime))) {
      awaitSubmitted(COUNT);
      model.fail(new IllegalStateException("device lost"));
      BatchingStage.await(
          () -> streams.state() == KafkaStreams.State.ERROR, () -> streams.state().toString());
    }
    assertThat(stage.committed()).isZero();

    HeldFunction healthy = new HeldFunction();
    healthy.release();
    try (KafkaStreams restarted =
        stage.start(new BatchingSupplier<>(healthy, OPTIONS, System::nanoTime))) {
      awaitResults();
    }
  }

  @Test
  void aFunctionThatNeverAnswersEndsTheStreamAfterOneWaitAndCommitsNothing() {
    Duration patience = Duration.ofSeconds(5);
    BatchingOptions impatient =
        new BatchingOptions("score", 100, Duration.ofMinutes(1), Duration.ZERO, patience);
    try (KafkaStreams streams =
        stage.start(new BatchingSupplier<>(model, impatient, System::nanoTime))) {
      awaitSubmitted(COUNT);
      long start = System.nanoTime();

      BatchingStage.await(
          () -> streams.state() == KafkaStreams.State.ERROR, () -> streams.state().toString());

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("closing the task must not wait for the same answer again")
          .isLessThan(patience.multipliedBy(2));
    }
    assertThat(stage.committed()).isZero();
  }

  @Test
  void aFullQueueHoldsTheStreamBackAndDropsNothing() {
    BatchingOptions narrow =
        new BatchingOptions(
            "score", 3, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1));
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, narrow, System::nanoTime);
    try (KafkaStreams streams = stage.start(scoring)) {
      awaitSubmitted(3);
      for (int poll = 0; poll < 3; poll++) {
        assertThat(stage.results()).isEmpty();
        assertThat(model.submitted()).isEqualTo(3);
        assertThat(scoring.inFlight()).isEqualTo(3);
      }
      assertThat(scoring.times().blocked()).isZero();

      model.release();

      awaitResults();
      assertThat(scoring.inFlight()).isZero();
      assertThat(scoring.times().blocked())
          .as("the stream was held back for three polls of 50 ms")
          .isGreaterThan(Duration.ofMillis(50));
    }
  }

  /** A commit is one of all tasks of a thread, and would wait for the other's answer. */
  @Test
  void aPartitionThatRunsEmptyDoesNotMakeItsThreadWaitForAnother() {
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(model, OPTIONS, System::nanoTime);
    try (KafkaStreams streams = stage.start(scoring, LONGER_THAN_THE_TEST)) {
      awaitSubmitted(COUNT);
      stage.produce(1, 100);
      awaitSubmitted(COUNT + 1);

      model.answer(100);
      BatchingStage.await(
          () -> scoring.inFlight() == COUNT, () -> scoring.inFlight() + " in flight");
      stage.produce(1, 101);

      awaitSubmitted(COUNT + 2);
      model.release();
      BatchingStage.await(
          () -> stage.results().size() == COUNT + 2, () -> "results: " + stage.results());
    }
  }

  @Test
  void anAnswerSoonAfterACommitIsCommittedOnceThePauseIsOver() {
    Duration pause = Duration.ofMillis(300);
    AtomicLong clock = new AtomicLong();
    BatchingSupplier<byte[], byte[], byte[]> scoring =
        new BatchingSupplier<>(
            model,
            new BatchingOptions("score", 100, Duration.ofMinutes(1), pause, Duration.ofMinutes(1)),
            clock::get);
    try (KafkaStreams streams = stage.start(scoring, LONGER_THAN_THE_TEST)) {
      awaitSubmitted(COUNT);
      model.release();
      BatchingStage.await(
          () -> stage.committed() == COUNT, () -> "committed up to " + stage.committed());
      stage.produce(0, COUNT);
      awaitSubmitted(COUNT + 1);
      clock.addAndGet(pause.toNanos() - 1);
      for (int poll = 0; poll < 4; poll++) {
        assertThat(stage.results()).hasSizeLessThanOrEqualTo(COUNT);
      }

      clock.incrementAndGet();

      BatchingStage.await(
          () -> stage.results().size() == COUNT + 1, () -> "results: " + stage.results());
    }
  }

  private void awaitSubmitted(int count) {
    BatchingStage.await(
        () -> model.submitted() == count, () -> model.submitted() + " records submitted");
  }

  private void awaitResults() {
    BatchingStage.await(() -> stage.results().size() >= COUNT, () -> "results: " + stage.results());
    assertThat(stage.results()).isEqualTo(ALL);
  }
}
