package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest.Precision;
import java.util.Locale;

/** By how much a golden probability may differ on another machine: twice what was found here. */
final class GoldenTolerance {
  /** Above this an encoder is no longer the same model, and the check would mean nothing. */
  static final double MOST_DIFFERENCE = 0.025;

  private static final double FACTOR = 2;

  /** What processors differ by, whatever was found on this one. */
  private static final double LEAST_FP32 = 1e-3;

  /** The same for int8, and for fp16, which a CPU rounds less often than a GPU. */
  private static final double LEAST_ROUNDED = 0.01;

  private GoldenTolerance() {}

  /**
   * The tolerance.
   *
   * @param difference the largest found here
   */
  static double of(Precision precision, double difference) {
    return Math.max(FACTOR * difference, precision == Precision.FP32 ? LEAST_FP32 : LEAST_ROUNDED);
  }

  /** Why an encoder is left out. */
  static String tooFar(Precision precision, double difference) {
    return String.format(
        Locale.ROOT,
        "the %s encoder's probabilities of a golden pair differ by %.3f from fp32's, where at most"
            + " %.3f is allowed",
        precision.text(),
        difference,
        MOST_DIFFERENCE);
  }
}
