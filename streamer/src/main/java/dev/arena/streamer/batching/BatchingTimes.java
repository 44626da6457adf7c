package dev.arena.streamer.batching;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Sums where records spend their time around the function. Safe for use by many threads. */
public final class BatchingTimes {
  private final LongAdder order = new LongAdder();
  private final LongAdder forward = new LongAdder();
  private final LongAdder drain = new LongAdder();
  private final LongAdder blocked = new LongAdder();

  BatchingTimes() {}

  /** Time from a record's answer until it is forwarded in order, summed over records. */
  public Duration order() {
    return Duration.ofNanos(order.sum());
  }

  /** Time in the downstream nodes, summed over threads. */
  public Duration forward() {
    return Duration.ofNanos(forward.sum());
  }

  /** Time waiting for answers before a commit, summed over threads; excludes forwarding them. */
  public Duration drain() {
    return Duration.ofNanos(drain.sum());
  }

  /** Time waiting for answers to make room for another record, summed over threads. */
  public Duration blocked() {
    return Duration.ofNanos(blocked.sum());
  }

  void addOrder(long nanos) {
    order.add(nanos);
  }

  void addForward(long nanos) {
    forward.add(nanos);
  }

  void addDrain(long nanos) {
    drain.add(nanos);
  }

  void addBlocked(long nanos) {
    blocked.add(nanos);
  }
}
