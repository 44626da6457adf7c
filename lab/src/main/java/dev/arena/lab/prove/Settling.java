package dev.arena.lab.prove;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits until what a service writes is right, or stays wrong. A service that never stops writing is
 * wrong, too. For use by one thread.
 *
 * @param quiet how long a difference must last, while nothing is written, to be wrong
 * @param limit how long the service may write
 * @param nanoClock current time in nanoseconds
 */
record Settling(Duration quiet, Duration limit, LongSupplier nanoClock) {
  /** The same for a service that may write nothing for so long before it writes what is missing. */
  Settling longer(Duration pause) {
    return new Settling(quiet.plus(pause), limit.plus(pause), nanoClock);
  }

  /** Something that is done again and again. */
  @FunctionalInterface
  interface Step {
    void run() throws InterruptedException;
  }

  /**
   * Waits.
   *
   * @param read reads what has been written since
   * @param records the number of records that have been read of those that are compared
   * @param compare compares all of them with what is expected
   */
  VotesVerdict await(Step read, LongSupplier records, Supplier<VotesVerdict> compare)
      throws InterruptedException {
    long start = nanoClock.getAsLong();
    long since = start;
    long seen = -1;
    VotesVerdict verdict = null;
    while (true) {
      read.run();
      long now = nanoClock.getAsLong();
      if (records.getAsLong() != seen) {
        if (now - start > limit.toNanos()) {
          VotesVerdict unsettled = compare.get();
          unsettled.noteEndless(limit);
          return unsettled;
        }
        seen = records.getAsLong();
        since = now;
        verdict = null;
      } else if (verdict == null) {
        verdict = compare.get();
      } else if (verdict.good() || now - since > quiet.toNanos()) {
        return verdict;
      }
    }
  }
}
