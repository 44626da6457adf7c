package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A stopwatch for repeated passes over the pairs in this process. A measurement is much longer than
 * the resolution of the clocks, because processor time is often counted in steps of 10 ms.
 *
 * @param wallNanos a clock in nanoseconds, such as {@code System::nanoTime}
 * @param cpuNanos processor time of this process
 * @param minTime minimum time of a measurement
 */
record Stopwatch(LongSupplier wallNanos, LongSupplier cpuNanos, Duration minTime) {
  /** Work that is repeated. */
  @FunctionalInterface
  interface Pass {
    void run() throws OrtException;
  }

  /**
   * Repeats a pass until the minimum time has elapsed.
   *
   * @param pairs number of pairs in one pass
   */
  Sample time(int pairs, Pass pass) throws OrtException {
    long cpu = cpuNanos.getAsLong();
    long start = wallNanos.getAsLong();
    long handled = 0;
    long elapsed;
    do {
      pass.run();
      handled += pairs;
      elapsed = wallNanos.getAsLong() - start;
    } while (elapsed < minTime.toNanos());
    return new Sample(handled, elapsed, cpuNanos.getAsLong() - cpu);
  }

  /**
   * One measurement of one subject.
   *
   * @param pairs number of pairs, at least 1
   * @param wallNanos elapsed time
   * @param cpuNanos processor time of all threads of the process in this time
   */
  record Sample(long pairs, long wallNanos, long cpuNanos) {
    double pairsPerSecond() {
      return pairs * 1e9 / wallNanos;
    }

    double cpuMillisPerPair() {
      return cpuNanos / 1e6 / pairs;
    }
  }
}
