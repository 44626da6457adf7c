package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.streams.NoAnswerException;
import dev.arena.kafka.streams.ThreadActivity;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task whose commits do not wait for records in flight, and whose function never answers. */
final class BatchingProcessorTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(4);
  private static final Duration TICK = Duration.ofMillis(1);

  private final AtomicLong clock = new AtomicLong();
  private final BatchingSupplier<byte[], byte[], byte[]> scoring =
      new BatchingSupplier<>(
          record -> new CompletableFuture<>(),
          new BatchingOptions("score", 100, Duration.ofSeconds(1), Duration.ZERO, TIMEOUT),
          clock::get,
          new ThreadActivity(ThreadActivity.LONGEST, clock::get));
  private TopologyTestDriver task;

  @BeforeEach
  void process() {
    Topology topology = new Topology();
    topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
    topology.addProcessor("score", scoring, "in");
    task = new TopologyTestDriver(topology, new Properties());
    scoring.offsets().apply(true);
    TestInputTopic<byte[], byte[]> in =
        task.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
    in.pipeInput(new byte[] {1});
    in.pipeInput(new byte[] {2});
  }

  @AfterEach
  void close() {
    task.close();
  }

  @Test
  void aRecordIsWaitedForUntilTheTimeout() {
    look(TIMEOUT.minusNanos(1));

    assertThat(scoring.inFlight()).isEqualTo(2);
  }

  @Test
  void afterTheTimeoutTheTaskFailsAlthoughNothingWaitsForTheAnswer() {
    assertThatThrownBy(() -> look(TIMEOUT))
        .hasRootCauseInstanceOf(NoAnswerException.class)
        .hasStackTraceContaining("no answer for in-0@0");
  }

  @Test
  void theTimeUntilAProcessThatWasFrozenRunsAgainDoesNotCount() {
    look(TIMEOUT.dividedBy(2));
    clock.addAndGet(TIMEOUT.toNanos());
    look(TIMEOUT); // the task first looks after a second, and counts from then

    assertThat(scoring.inFlight()).isEqualTo(2);
    assertThatThrownBy(() -> look(Duration.ofSeconds(1)))
        .hasRootCauseInstanceOf(NoAnswerException.class);
  }

  /** Time passes, during which the task runs its punctuations each second. */
  private void look(Duration time) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusSeconds(1)) {
      clock.addAndGet(Math.min(left.toNanos(), Duration.ofSeconds(1).toNanos()));
      task.advanceWallClockTime(TICK);
    }
  }
}
