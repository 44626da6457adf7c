package dev.arena.trainer.export;

import dev.arena.models.bundle.BundleManifest.Precision;

/**
 * One exported encoder, and its measurements on real pairs.
 *
 * @param precision its precision
 * @param operators operator set of its graph
 * @param bytes size of its file
 * @param klToFp32 mean Kullback-Leibler divergence of its probabilities from fp32's; 0 for fp32
 *     itself
 * @param probabilityDifference largest difference of a probability from fp32's; for fp32 itself,
 *     from the trained network's
 * @param pairs how many pairs were compared
 * @param sequencesPerSecond throughput of that run on this machine's CPU
 */
public record Variant(
    Precision precision,
    Operators operators,
    long bytes,
    double klToFp32,
    double probabilityDifference,
    int pairs,
    double sequencesPerSecond) {

  /** Whether it was made by rounding the fp32 encoder. */
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
