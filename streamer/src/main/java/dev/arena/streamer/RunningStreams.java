package dev.arena.streamer;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.KafkaClients;
import dev.arena.streamer.operations.Health;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams under way: follows its state into the health, and stops it at the first exception
 * that nobody expected. Safe for use by many threads.
 */
final class RunningStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(60);
  private static final Duration FAILED_PATIENCE = Duration.ofSeconds(20);

  private final KafkaStreams streams;
  private final Health health;
  private final TransactionTime transactionTime = new TransactionTime();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private RunningStreams(KafkaStreams streams, Health health) {
    this.streams = streams;
    this.health = health;
  }

  static RunningStreams start(Topology topology, Properties settings, Health health) {
    RunningStreams running =
        new RunningStreams(KafkaClients.made(() -> new KafkaStreams(topology, settings)), health);
    running.streams.setStateListener((now, before) -> running.follow(now));
    running.streams.setUncaughtExceptionHandler(running::stopAt);
    try {
      running.streams.start();
      return running;
    } catch (RuntimeException failed) {
      running.streams.close();
      throw failed;
    }
  }

  void awaitReady(Duration patience) throws InterruptedException {
    boolean answered = ready.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    throwFailure();
    if (!answered) {
      throw new UserException(
          "the scorer is not ready after %d s (%s); expected its partitions by now. Look at the log, and at the consumer group's other members."
              .formatted(patience.toSeconds(), health.status().reason()));
    }
  }

  void awaitEnd() throws InterruptedException {
    failed.await();
    // what failed may keep threads from ending; the exit code must not wait for them
    ended.await(FAILED_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    throwFailure();
  }

  /**
   * How long the producers' transactions took so far, added up over stream threads; never falls.
   */
  Duration commitTime() {
    return transactionTime.total(streams.metrics().values());
  }

  @Override
  public void close() {
    health.enter(Health.Phase.STOPPING, "stopping");
    boolean closed =
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(failure.get() == null ? CLOSE_PATIENCE : FAILED_PATIENCE));
    if (failure.get() != null) {
      LOG.debug("Closed after a failure");
    } else if (closed) {
      LOG.info("Stopped; everything that was answered is committed");
    } else {
      LOG.warn(
          "Not stopped after {} s; what is not committed is scored again at the next start",
          CLOSE_PATIENCE.toSeconds());
    }
    end();
  }

  private void end() {
    ready.countDown();
    failed.countDown();
    ended.countDown();
  }

  private void follow(KafkaStreams.State state) {
    switch (state) {
      case RUNNING -> {
        health.enter(Health.Phase.READY, "pairs are scored");
        LOG.info("Ready");
        ready.countDown();
      }
      case REBALANCING ->
          health.enter(
              ready.getCount() > 0 ? Health.Phase.STARTING : Health.Phase.REBALANCING,
              "partitions are being assigned");
      case PENDING_SHUTDOWN, NOT_RUNNING -> health.enter(Health.Phase.STOPPING, "stopping");
      case PENDING_ERROR, CREATED -> {}
      case ERROR -> end();
    }
  }

  private StreamThreadExceptionResponse stopAt(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    health.enter(Health.Phase.FAILED, StreamFailure.sentence(thrown));
    if (StreamFailure.isUnderstood(thrown)) {
      LOG.debug("A stream thread failed", thrown);
    } else {
      LOG.error("A stream thread failed", StreamFailure.withoutMessages(thrown));
      LOG.debug("It said", thrown);
    }
    failed.countDown();
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void throwFailure() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new UserException(StreamFailure.sentence(thrown), thrown);
    }
  }
}
