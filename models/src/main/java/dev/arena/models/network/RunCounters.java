package dev.arena.models.network;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what instances report of their runs. Safe for use by many threads. */
final class RunCounters {
  private final LongAdder runs = new LongAdder();
  private final LongAdder sequences = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder padding = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /**
   * @param count of sequences
   * @param real tokens, without padding
   * @param padded tokens, with padding
   */
  void run(int count, long real, long padded, long time) {
    runs.increment();
    sequences.add(count);
    tokens.add(real);
    padding.add(padded - real);
    nanos.add(time);
  }

  void reset() {
    runs.reset();
    sequences.reset();
    tokens.reset();
    padding.reset();
    nanos.reset();
  }

  RunStatistics snapshot(int budget) {
    return new RunStatistics(
        runs.sum(),
        sequences.sum(),
        tokens.sum(),
        padding.sum(),
        Duration.ofNanos(nanos.sum()),
        budget);
  }
}
