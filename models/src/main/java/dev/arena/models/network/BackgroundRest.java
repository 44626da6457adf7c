package dev.arena.models.network;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Lets a thread rest after work during which it waited for a processor most of the time.
 *
 * <p>A low priority alone does not suffice: whenever the threads of higher priority wait for a
 * moment, for example for a broker, one of low priority starts, and they then wait for the end of
 * its time slice at every step. A thread that never waits for a processor never rests.
 */
final class BackgroundRest {
  /** Time that others took is repaid this many times. */
  private static final int FACTOR = 4;

  /** So that requests are still answered while the processors are never free. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private BackgroundRest() {}

  /** Runs the work, and then rests if it has to. An interrupt ends the rest. */
  static void after(Runnable work) {
    long started = System.nanoTime();
    long used = THREADS.getCurrentThreadCpuTime();
    work.run();
    long took = System.nanoTime() - started;
    Duration rest = of(took, used < 0 ? took : THREADS.getCurrentThreadCpuTime() - used);
    try {
      Thread.sleep(rest.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The rest after work.
   *
   * @param took how long the work took, in nanoseconds
   * @param used time on a processor, in nanoseconds, at most {@code took}
   * @return zero if the thread was on a processor for at least half of the time
   */
  static Duration of(long took, long used) {
    long lost = Math.max(0, took - 2 * used);
    return lost > LONGEST.toNanos() / FACTOR ? LONGEST : Duration.ofNanos(FACTOR * lost);
  }
}
