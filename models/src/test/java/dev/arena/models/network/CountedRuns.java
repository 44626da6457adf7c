package dev.arena.models.network;

import java.util.concurrent.atomic.AtomicLong;

/** An observer that sums the runs that an encoder reports. */
final class CountedRuns implements EncoderNetwork.RunObserver {
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong sequences = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong padding = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  static CountedRuns of(EncoderNetwork network) {
    CountedRuns counted = new CountedRuns();
    network.observe(counted);
    return counted;
  }

  @Override
  public void ran(int count, long real, long padded, long time) {
    runs.incrementAndGet();
    sequences.addAndGet(count);
    tokens.addAndGet(real);
    padding.addAndGet(padded);
    nanos.addAndGet(time);
  }

  long runs() {
    return runs.get();
  }

  long sequences() {
    return sequences.get();
  }

  long tokens() {
    return tokens.get();
  }

  long padding() {
    return padding.get();
  }

  long nanos() {
    return nanos.get();
  }
}
