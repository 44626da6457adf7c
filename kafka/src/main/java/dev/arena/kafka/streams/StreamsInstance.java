package dev.arena.kafka.streams;

import dev.arena.kafka.client.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * One run of Kafka Streams, from its start until it first fails or is closed; it cannot be
 * restarted. Safe for use by many threads.
 */
public final class StreamsInstance {
  private final KafkaStreams streams;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private StreamsInstance(KafkaStreams streams) {
    this.streams = streams;
  }

  /** Starts one run after another, all with the same setup. */
  @FunctionalInterface
  public interface Starter {
    /**
     * @param follower called with each state of the run, on Kafka Streams' threads
     */
    StreamsInstance start(Consumer<KafkaStreams.State> follower);
  }

  /**
   * @param topology used by no other run
   * @param clients used by no other run at the same time
   */
  public static StreamsInstance start(
      Topology topology,
      Properties settings,
      StreamsClients clients,
      Consumer<KafkaStreams.State> follower) {
    clients.budget().clear();
    StreamsInstance run =
        new StreamsInstance(
            KafkaClients.create(() -> new KafkaStreams(topology, settings, clients)));
    run.streams.setStateListener(
        (now, before) -> {
          clients.offsets().apply(now == KafkaStreams.State.RUNNING);
          run.follow(now, follower);
        });
    run.streams.setUncaughtExceptionHandler(run::stopAt);
    try {
      run.streams.start();
      return run;
    } catch (RuntimeException failed) {
      run.streams.close();
      throw failed;
    }
  }

  /** Completes with the first unhandled exception if the run fails. */
  CompletableFuture<Throwable> failure() {
    return failure;
  }

  /** Kafka's own metrics of the run. */
  Collection<? extends Metric> metrics() {
    return streams.metrics().values();
  }

  /** The largest value with this name across all clients and threads; 0 if there is none yet. */
  static double largest(Collection<? extends Metric> metrics, String name) {
    double largest = 0;
    for (Metric metric : metrics) {
      if (metric.metricName().name().equals(name) && metric.metricValue() instanceof Number value) {
        largest = Math.max(largest, value.doubleValue());
      }
    }
    return largest;
  }

  /**
   * Finishes the records in flight and commits them, unless the run has failed, and leaves the
   * consumer group.
   *
   * @return whether it closed in time
   */
  boolean close(Duration timeout) {
    return streams.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(timeout));
  }

  private void follow(KafkaStreams.State state, Consumer<KafkaStreams.State> follower) {
    follower.accept(state);
    if (state == KafkaStreams.State.ERROR) {
      failure.complete(new IllegalStateException("Kafka Streams ended without saying why"));
    }
  }

  private StreamThreadExceptionResponse stopAt(Throwable thrown) {
    failure.complete(thrown);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
