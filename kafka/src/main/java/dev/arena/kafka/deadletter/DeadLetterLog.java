package dev.arena.kafka.deadletter;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts dead letters. Logs the first one, and then at most one per interval, with the number of
 * those in between. Safe for use by many threads.
 */
public final class DeadLetterLog {
  /** The key under which Kafka Streams passes this object to the error handlers it creates. */
  public static final String CONFIG = "arena.deadletter.log";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);
  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoClock;
  private final Object lock = new Object();
  private final Map<DeadLetterReason, LongAdder> counts = new ConcurrentHashMap<>();
  // guarded by lock
  private long total;
  // guarded by lock
  private long loggedAt;
  // guarded by lock
  private long loggedCount;

  /**
   * @param nanoClock such as {@code System::nanoTime}
   */
  public DeadLetterLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * How many records were sent to the dead-letter topic for a reason, including those of aborted
   * commits.
   */
  public long count(DeadLetterReason reason) {
    LongAdder counted = counts.get(reason);
    return counted == null ? 0 : counted.sum();
  }

  void record(RecordOrigin source, DeadLetterException reason) {
    counts.computeIfAbsent(reason.reason(), first -> new LongAdder()).increment();
    long now = nanoClock.getAsLong();
    long unmentioned;
    synchronized (lock) {
      total++;
      if (loggedCount > 0 && now - loggedAt < INTERVAL) {
        return;
      }
      unmentioned = total - loggedCount - 1;
      loggedAt = now;
      loggedCount = total;
    }
    LOG.warn(
        "{}-{}@{} goes to the dead letters: {}{}",
        source.topic(),
        source.partition(),
        source.offset(),
        reason.getMessage(),
        unmentioned > 0 ? " (and " + unmentioned + " more since the last such line)" : "");
  }
}
