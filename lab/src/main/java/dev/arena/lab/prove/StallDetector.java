package dev.arena.lab.prove;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices that nothing goes on any more. For use by one thread. */
final class StallDetector {
  private final Duration limit;
  private final LongSupplier nanoClock;
  private long last;
  private int accounted;
  private int faults;

  /**
   * @param limit how long nothing may happen
   */
  StallDetector(Duration limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  /** Whether neither number has changed for too long. */
  boolean after(int accountedNow, int faultsNow) {
    if (accountedNow != accounted || faultsNow != faults) {
      accounted = accountedNow;
      faults = faultsNow;
      last = nanoClock.getAsLong();
    }
    return nanoClock.getAsLong() - last > limit.toNanos();
  }
}
