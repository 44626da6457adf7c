package dev.arena.schemas.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Bounded waits for a state: when the deadline passes, a wait fails with a description of the
 * current state.
 */
public final class Eventually {
  /** Far longer than any test should have to wait, even on a busy machine. */
  public static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Duration POLL = Duration.ofMillis(5);

  private Eventually() {}

  /**
   * Returns when a condition holds.
   *
   * @param state describes the current state when the deadline passes
   */
  public static void holds(Callable<Boolean> condition, Supplier<String> state) throws Exception {
    holds(condition, state, TIMEOUT);
  }

  static void holds(Callable<Boolean> condition, Supplier<String> state, Duration timeout)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > timeout.toNanos()) {
        throw new AssertionError("not within %s: %s".formatted(timeout, state.get()));
      }
      if (Thread.interrupted()) {
        throw new InterruptedException(state.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
