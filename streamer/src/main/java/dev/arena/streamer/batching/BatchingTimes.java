package dev.arena.streamer.batching;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Where the time of records goes around the function, added up. Safe for use by many threads. */
public final class BatchingTimes {
  private final LongAdder order = new LongAdder();
  private final LongAdder forward = new LongAdder();
  private final LongAdder drain = new LongAdder();
  private final LongAdder blocked = new LongAdder();

  BatchingTimes() {}

  /** From a record's answer until those before it are forwarded, added up over records. */
  public Duration order() {
    return Duration.ofNanos(order.sum());
  }

  /** In the nodes after this one, added up over threads. */
  public Duration forward() {
    return Duration.ofNanos(forward.sum());
  }

  /** Waiting for answers before a commit, added up over threads; forwarding them not included. */
  public Duration drain() {
    return Duration.ofNanos(drain.sum());
  }

  /** Waiting for answers to make room for another record, added up over threads. */
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
