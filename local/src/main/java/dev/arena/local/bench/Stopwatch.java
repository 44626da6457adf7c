package dev.arena.local.bench;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Times passes of a subject, as many as it takes to outlast the grain of the clocks: a process's
 * processor time is often counted in steps of 10 ms.
 *
 * @param wallNanos such as {@code System::nanoTime}
 * @param cpuNanos processor time of this process
 * @param shortest a measurement goes on until this time has passed
 */
record Stopwatch(LongSupplier wallNanos, LongSupplier cpuNanos, Duration shortest) {
  Sample time(Subject subject) throws OrtException {
    long cpu = cpuNanos.getAsLong();
    long start = wallNanos.getAsLong();
    long pairs = 0;
    long passed;
    do {
      subject.pass().run();
      pairs += subject.pairs();
      passed = wallNanos.getAsLong() - start;
    } while (passed < shortest.toNanos());
    return new Sample(pairs, passed, cpuNanos.getAsLong() - cpu);
  }
}
