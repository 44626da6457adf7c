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
 * @param threads threads for tokenising and, on a CPU, for inference, one sequence per thread; if
 *     empty, one per core
 * @param limits the limits of one run on a GPU; a CPU runs one sequence at a time
 * @param provider ONNX Runtime execution provider on a GPU
 * @param background whether scoring gives way to whatever else runs on this machine: the threads
 *     have {@link Thread#MIN_PRIORITY}, which a JVM ignores by default, and rest after work during
 *     which they waited for a processor most of the time
 */
public record ScorerOptions(
    DeviceChoice device,
    PrecisionChoice precision,
    OptionalInt threads,
    BatchLimits limits,
    GpuProvider provider,
    boolean background) {

  /**
   * Calculated, not measured: a run of a BERT-base network needs about 8 GB for activations, and
   * each GPU does two runs at a time. {@code arena.batch.tokens} overrides the number.
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

  /** Options for the best available device and all cores. */
  public static ScorerOptions defaults() {
    return new ScorerOptions(
        new DeviceChoice.Auto(),
        PrecisionChoice.AUTO,
        OptionalInt.empty(),
        GPU_LIMITS,
        GpuProvider.plainCuda(),
        false);
  }

  /** The number of threads: as set, or one per core. */
  int threadCount() {
    return threads.orElseGet(Runtime.getRuntime()::availableProcessors);
  }

  /** A copy for another device. */
  public ScorerOptions withDevice(DeviceChoice other) {
    return new ScorerOptions(other, precision, threads, limits, provider, background);
  }

  /** A copy with another precision. */
  public ScorerOptions withPrecision(PrecisionChoice other) {
    return new ScorerOptions(device, other, threads, limits, provider, background);
  }

  /** A copy with another number of threads. */
  public ScorerOptions withThreads(int other) {
    return new ScorerOptions(
        device, precision, OptionalInt.of(other), limits, provider, background);
  }

  /** A copy with other limits of a run on a GPU. */
  public ScorerOptions withLimits(BatchLimits other) {
    return new ScorerOptions(device, precision, threads, other, provider, background);
  }

  /** A copy with another provider on a GPU. */
  public ScorerOptions withProvider(GpuProvider other) {
    return new ScorerOptions(device, precision, threads, limits, other, background);
  }

  /** A copy that scores in the background. */
  public ScorerOptions inBackground() {
    return new ScorerOptions(device, precision, threads, limits, provider, true);
  }
}
