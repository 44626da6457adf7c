package dev.arena.kafka.streams;

import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.health.Health;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Kafka Streams running and reports its state to {@link Health}. When it fails because of
 * something outside it, such as the broker, the supervisor waits until that works again and then
 * restarts it; after any other failure it stays stopped. Safe for use by many threads.
 */
public final class StreamsSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsSupervisor.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration FAILED_TIMEOUT = Duration.ofSeconds(20);

  /** Without a broker, Kafka's clients cannot commit and would wait forever. */
  private static final Duration WAITING_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final StreamsInstance.Starter starter;
  private final RestartBackoff backoff;
  private final Observers observers;
  private final Health health;
  private final ServiceText service;
  private final TransactionTime transactionTime = new TransactionTime();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread watch;
  private volatile StreamsInstance run;

  private StreamsSupervisor(
      StreamsInstance.Starter starter,
      RestartBackoff backoff,
      Observers observers,
      Health health,
      ThreadFactory threads) {
    this.starter = starter;
    this.backoff = backoff;
    this.observers = observers;
    this.health = health;
    this.service = health.service();
    this.watch = threads.newThread(this::watch);
    this.run = starter.start(this::follow);
  }

  /** Detect a missing broker and stalled threads, which Kafka's clients do not report. */
  public record Observers(
      HeartbeatMonitor heartbeats, StalledThreadDetector stalledThreads, ThreadActivity activity) {}

  /**
   * Starts Kafka Streams and supervises it.
   *
   * @param starter starts one run of Kafka Streams; used again after each temporary failure
   * @param observers check each run's metrics every second
   * @param health receives each change
   * @param threads creates the supervising thread
   */
  public static StreamsSupervisor start(
      StreamsInstance.Starter starter,
      RestartBackoff backoff,
      Observers observers,
      Health health,
      ThreadFactory threads) {
    StreamsSupervisor running = new StreamsSupervisor(starter, backoff, observers, health, threads);
    running.watch.start();
    return running;
  }

  /**
   * Waits until records are being processed.
   *
   * @throws UserException if that takes longer than {@code timeout}, or if the service fails
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    boolean answered = ready.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    throwFailure();
    if (!answered) {
      throw new UserException(
          "%s is not ready after %d s (%s); expected it to have its partitions by now. Look at the log, and at the consumer group's other members."
              .formatted(service.the(), timeout.toSeconds(), health.status().reason()));
    }
  }

  /**
   * Waits until this supervisor is closed.
   *
   * @throws UserException if it stopped because of a failure
   */
  public void awaitEnd() throws InterruptedException {
    ended.await();
    throwFailure();
  }

  /** The total time of the producers' transactions, summed over stream threads; never decreases. */
  public Duration commitTime() {
    return transactionTime.total(run.metrics());
  }

  /** The current metrics of Kafka Streams and its clients. */
  public Collection<? extends Metric> metrics() {
    return run.metrics();
  }

  @Override
  public void close() throws InterruptedException {
    boolean waiting = health.status().phase() == Health.Phase.WAITING;
    health.enter(Health.Phase.STOPPING, "stopping");
    watch.interrupt();
    watch.join();
    if (failure.get() != null) {
      LOG.debug("Closed after a failure");
    } else if (waiting) {
      run.close(WAITING_TIMEOUT);
      LOG.info(
          "Stopped while waiting; anything not committed is {} at the next start",
          service.processed());
    } else if (run.close(CLOSE_TIMEOUT)) {
      LOG.info("Stopped; everything that was answered is committed");
    } else {
      LOG.warn(
          "Not stopped after {} s; anything not committed is {} again at the next start",
          CLOSE_TIMEOUT.toSeconds(),
          service.processed());
    }
    end();
  }

  private void watch() {
    try {
      Throwable thrown = awaitFailure();
      while (StreamFailure.mayPass(thrown)) {
        health.enter(Health.Phase.WAITING, StreamFailure.passingSentence(thrown, service));
        closeFailed();
        backoff.await(thrown, service, reason -> health.enter(Health.Phase.WAITING, reason));
        run = starter.start(this::follow);
        thrown = awaitFailure();
      }
      fail(thrown);
    } catch (InterruptedException closed) {
      LOG.debug("The supervisor has stopped");
    } catch (ExecutionException | RuntimeException unexpected) {
      fail(unexpected);
    }
  }

  /** Kafka's clients close only once a broker responds, which can take hours. */
  private void closeFailed() throws InterruptedException {
    while (!run.close(LOOK_EVERY)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("closed");
      }
    }
  }

  private Throwable awaitFailure() throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return run.failure().get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException noneYet) {
        observers.activity().look(run.metrics());
        observers.heartbeats().look(run.metrics(), health);
        Throwable hangs = observers.stalledThreads().look(run.metrics());
        if (hangs != null) {
          return hangs;
        }
      }
    }
  }

  private void follow(KafkaStreams.State state) {
    switch (state) {
      case RUNNING -> {
        health.enter(Health.Phase.READY, service.ready());
        LOG.info("Ready");
        ready.countDown();
      }
      case REBALANCING ->
          health.enter(
              ready.getCount() > 0 ? Health.Phase.STARTING : Health.Phase.REBALANCING,
              "partitions are being assigned");
      case PENDING_SHUTDOWN, PENDING_ERROR, NOT_RUNNING, ERROR, CREATED -> {}
    }
  }

  private void fail(Throwable thrown) {
    failure.set(thrown);
    health.enter(Health.Phase.FAILED, StreamFailure.sentence(thrown, service));
    if (StreamFailure.isUnderstood(thrown, service)) {
      LOG.debug("A stream thread failed", thrown);
    } else {
      LOG.error("A stream thread failed", StreamFailure.withoutMessages(thrown));
      LOG.debug("The failure was", thrown);
    }
    // the failure may keep threads from ending; the exit code must not wait for them
    run.close(FAILED_TIMEOUT);
    end();
  }

  private void end() {
    ready.countDown();
    ended.countDown();
  }

  private void throwFailure() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new UserException(StreamFailure.sentence(thrown, service), thrown);
    }
  }

  /**
   * Sums the time of the producers' transactions so that the sum never decreases: it keeps the time
   * of a closed producer, even when a new one with the same name starts at 0. Safe for use by many
   * threads.
   */
  static final class TransactionTime {
    private static final Set<String> COUNTED =
        Set.of("txn-send-offsets-time-ns-total", "txn-commit-time-ns-total");

    private final Object lock = new Object();
    // guarded by lock
    private final Map<MetricName, Double> latest = new HashMap<>();
    // guarded by lock
    private double nanosOfReplaced;

    /**
     * The sum so far.
     *
     * @param metrics of all producers; other metrics are skipped
     */
    Duration total(Collection<? extends Metric> metrics) {
      synchronized (lock) {
        for (Metric metric : metrics) {
          if (COUNTED.contains(metric.metricName().name())
              && metric.metricValue() instanceof Number time) {
            double now = time.doubleValue();
            Double before = latest.put(metric.metricName(), now);
            if (before != null && before > now) {
              nanosOfReplaced += before;
            }
          }
        }
        double ofLatest = latest.values().stream().mapToDouble(Double::doubleValue).sum();
        return Duration.ofNanos((long) (nanosOfReplaced + ofLatest));
      }
    }
  }
}
