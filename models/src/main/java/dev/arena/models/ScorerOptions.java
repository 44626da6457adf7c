package dev.arena.models;

import dev.arena.models.batch.BatchLimits;
import dev.arena.models.network.GpuProvider;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a {@link PreferenceScorer} uses the machine.
 *
 * @param device where the encoder runs
 * @param precision which encoder of the bundle runs
 * @param threads for tokenising and, on a CPU, for inference, one sequence per thread; empty: one
 *     per core, and a start-up benchmark decides how they share runs of the encoder
 * @param limits of one run on a GPU; a CPU runs one sequence at a time
 * @param provider ONNX Runtime execution provider on a GPU
 */
public record ScorerOptions(
    DeviceChoice device,
    PrecisionChoice precision,
    OptionalInt threads,
    BatchLimits limits,
    GpuProvider provider) {

  /**
   * By arithmetic, not measured: about 8 GB of activations for a run of a network of BERT's base
   * size, of which each GPU has two at a time. {@code arena.batch.tokens} sets another number.
   */
  private static final BatchLimits GPU_LIMITS = new BatchLimits(512, 32_768);

  public ScorerOptions {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(provider, "provider");
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "threads is " + threads.getAsInt() + "; expected at least 1");
    }
  }

  /** Whatever device there is, and all processors. */
  public static ScorerOptions defaults() {
    return new ScorerOptions(
        new DeviceChoice.Auto(),
        PrecisionChoice.AUTO,
        OptionalInt.empty(),
        GPU_LIMITS,
        GpuProvider.plainCuda());
  }

  /** The number of threads: as set, or one per core. */
  int threadCount() {
    return threads.orElseGet(Runtime.getRuntime()::availableProcessors);
  }

  /** The same on another device. */
  public ScorerOptions withDevice(DeviceChoice other) {
    return new ScorerOptions(other, precision, threads, limits, provider);
  }

  /** The same with another precision. */
  public ScorerOptions withPrecision(PrecisionChoice other) {
    return new ScorerOptions(device, other, threads, limits, provider);
  }

  /** The same with another number of threads. */
  public ScorerOptions withThreads(int other) {
    return new ScorerOptions(device, precision, OptionalInt.of(other), limits, provider);
  }

  /** The same with other limits of a run on a GPU. */
  public ScorerOptions withLimits(BatchLimits other) {
    return new ScorerOptions(device, precision, threads, other, provider);
  }

  /** The same with another provider on a GPU. */
  public ScorerOptions withProvider(GpuProvider other) {
    return new ScorerOptions(device, precision, threads, limits, other);
  }
}
