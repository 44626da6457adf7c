package dev.arena.trainer.export;

import dev.arena.models.bundle.BundleManifest.Precision;

/**
 * One encoder that was exported, and what was found when it ran on real pairs.
 *
 * @param precision numbers in which it computes
 * @param operators of its graph
 * @param bytes size of its file
 * @param klToFp32 mean Kullback-Leibler divergence of its probabilities from fp32's; 0 for fp32
 *     itself
 * @param probabilityDifference largest difference of a probability from fp32's; for fp32 from the
 *     trained network's
 * @param pairs how many pairs were compared
 * @param sequencesPerSecond how fast it ran meanwhile on this machine's CPU
 */
public record Variant(
    Precision precision,
    Operators operators,
    long bytes,
    double klToFp32,
    double probabilityDifference,
    int pairs,
    double sequencesPerSecond) {

  /** Whether it is made from the fp32 encoder by rounding. */
  public boolean rounded() {
    return precision != Precision.FP32;
  }

  /** Its file's name in a bundle. */
  public String file() {
    return file(precision);
  }

  /** The name of an encoder's file in a bundle. */
  public static String file(Precision precision) {
    return "encoder." + precision.text() + ".onnx";
  }
}
