package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Times passes over the pairs in this process, as many as it takes to outlast the grain of the
 * clocks: a process's processor time is often counted in steps of 10 ms.
 *
 * @param wallNanos such as {@code System::nanoTime}
 * @param cpuNanos processor time of this process
 * @param shortest minimum duration of a measurement
 */
record Stopwatch(LongSupplier wallNanos, LongSupplier cpuNanos, Duration shortest) {
  /** Work that is done again and again. */
  @FunctionalInterface
  interface Pass {
    void run() throws OrtException;
  }

  /**
   * @param pairs how many pairs one pass handles
   */
  Sample time(int pairs, Pass pass) throws OrtException {
    long cpu = cpuNanos.getAsLong();
    long start = wallNanos.getAsLong();
    long handled = 0;
    long passed;
    do {
      pass.run();
      handled += pairs;
      passed = wallNanos.getAsLong() - start;
    } while (passed < shortest.toNanos());
    return new Sample(handled, passed, cpuNanos.getAsLong() - cpu);
  }

  /**
   * One measurement of one subject.
   *
   * @param pairs how many pairs were handled, at least 1
   * @param wallNanos time that passed
   * @param cpuNanos processor time of the whole process meanwhile, of all its threads
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
