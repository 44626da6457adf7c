package dev.arena.votes.join;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stream time of a join: the time that all partitions of the input have reached. A service that
 * reads days of records does not read all partitions at the same speed, and a vote must not time
 * out because the partition with its preference is behind. A partition from which nothing has come
 * for a while is not waited for; time in which nothing could come, because no broker answered or
 * the process was suspended, does not count.
 *
 * <p>Never goes back. For use by the task's thread. What the partitions have reached is stored, so
 * that a restarted service still waits for those that are behind.
 */
final class StreamTime {
  /** How often {@link #skipIdle} must be called, by the service's clock. */
  static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

  /** After a longer time without a check, the thread has not polled all the time. */
  private static final long MAX_PAUSE_MILLIS = 2 * CHECK_INTERVAL.toMillis();

  /** The key of the time itself, which is stored so that a restart does not take it back. */
  private static final int NOW = -1;

  /** How much a time advances before it is stored again. */
  private static final long STORE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final KeyValueStore<Integer, Long> store;
  private final long idleMillis;
  private final Map<Integer, Progress> progress = new HashMap<>();
  private long now;
  private long storedNow;
  private long latest;
  private long checkedAt;

  /**
   * @param store the time that each partition has reached
   * @param partitions how many partitions the input has, as far as known
   * @param idle how long nothing may come from a partition before it is not waited for
   * @param systemTime the current time in milliseconds
   */
  StreamTime(KeyValueStore<Integer, Long> store, int partitions, Duration idle, long systemTime) {
    this.store = store;
    this.idleMillis = idle.toMillis();
    this.checkedAt = systemTime;
    for (int partition = 0; partition < partitions; partition++) {
      progress.put(partition, new Progress(0, systemTime));
    }
    try (KeyValueIterator<Integer, Long> stored = store.all()) {
      while (stored.hasNext()) {
        KeyValue<Integer, Long> each = stored.next();
        if (each.key == NOW) {
          now = each.value;
          storedNow = each.value;
        } else {
          progress.put(each.key, new Progress(each.value, systemTime));
        }
        latest = Math.max(latest, each.value);
      }
    }
    advance();
  }

  /** How far a partition is, when that was stored, and when something last came from it. */
  private static final class Progress {
    private long reached;
    private long stored;
    private long seenAt;
    private boolean idle;

    Progress(long stored, long seenAt) {
      this.reached = stored;
      this.stored = stored;
      this.seenAt = seenAt;
    }
  }

  /**
   * A record arrived.
   *
   * @param partition from which the original record was read
   * @param timestamp of the record, in milliseconds
   * @param systemTime the current time in milliseconds
   */
  void observe(int partition, long timestamp, long systemTime) {
    Progress mine = progress.computeIfAbsent(partition, first -> new Progress(0, systemTime));
    boolean heldBack = mine.reached <= now || mine.idle;
    mine.seenAt = systemTime;
    mine.idle = false;
    mine.reached = Math.max(mine.reached, timestamp);
    if (mine.reached - mine.stored >= STORE_MILLIS) {
      mine.stored = mine.reached;
      store.put(partition, mine.reached);
    }
    latest = Math.max(latest, timestamp);
    if (heldBack) {
      advance();
    }
  }

  /**
   * No longer waits for partitions from which nothing has come for a while. After an outage or a
   * pause, each partition has the whole time again.
   *
   * @param systemTime the current time in milliseconds
   * @param answered whether brokers have answered since the last check
   */
  void skipIdle(long systemTime, boolean answered) {
    boolean paused = systemTime - checkedAt > MAX_PAUSE_MILLIS;
    checkedAt = systemTime;
    for (Progress each : progress.values()) {
      if (paused || !answered) {
        each.seenAt = systemTime;
      }
      each.idle = systemTime - each.seenAt >= idleMillis;
    }
    advance();
  }

  private void advance() {
    long slowest = Long.MAX_VALUE;
    for (Progress each : progress.values()) {
      if (!each.idle) {
        slowest = Math.min(slowest, each.reached);
      }
    }
    if (slowest != Long.MAX_VALUE) {
      now = Math.max(now, slowest);
      if (now - storedNow >= STORE_MILLIS) {
        storedNow = now;
        store.put(NOW, now);
      }
    }
  }

  /** Stream time in milliseconds; 0 before the first record. */
  long now() {
    return now;
  }

  /** The latest timestamp of all records, in milliseconds; 0 before the first. */
  long latest() {
    return latest;
  }
}
