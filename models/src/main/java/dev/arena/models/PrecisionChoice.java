package dev.arena.models;

import dev.arena.models.bundle.BundleManifest.Precision;
import java.util.Locale;

/** Which of a bundle's encoders runs: the value of {@code arena.precision}. */
public enum PrecisionChoice {
  /** The fastest for the device: int8 on a CPU, fp16 on a GPU, if the bundle has them. */
  AUTO,
  /** The encoder in 8-bit integers. */
  INT8,
  /** The encoder in 32-bit floating point. */
  FP32,
  /** The encoder in 16-bit floating point. */
  FP16;

  /** The name in configurations. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The choice of exactly this precision. */
  public static PrecisionChoice of(Precision precision) {
    return switch (precision) {
      case INT8 -> INT8;
      case FP32 -> FP32;
      case FP16 -> FP16;
    };
  }
}
