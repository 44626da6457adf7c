package dev.arena.trainer.export;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result of an export: {@code head.onnx} and the encoders that passed their gates. The fp32
 * encoder is always written, for comparison.
 *
 * @param parity how much the fp32 graphs differ from the trained network
 * @param reference the fp32 encoder
 * @param variants requested encoders that passed; at least one
 * @param leftOut requested encoders that did not pass
 */
public record Exported(
    Parity parity, Variant reference, List<Variant> variants, List<LeftOut> leftOut) {
  /** The head's file name. */
  public static final String HEAD = "head.onnx";

  /** The best precision on a CPU comes first. */
  private static final List<Precision> ON_CPU =
      List.of(Precision.INT8, Precision.FP32, Precision.FP16);

  public Exported {
    variants = List.copyOf(variants);
    leftOut = List.copyOf(leftOut);
    if (variants.isEmpty()) {
      throw new UserException(
          leftOut.stream().map(LeftOut::reason).collect(Collectors.joining("; "))
              + ". No bundle was written: pass --precision fp32.");
    }
  }

  /**
   * How much the fp32 graphs differ from the trained network.
   *
   * @param vectorDifference largest difference in a component of a vector
   * @param probabilityDifference largest difference in a probability
   * @param pairs how many pairs were compared
   */
  public record Parity(double vectorDifference, double probabilityDifference, int pairs) {}

  /**
   * An encoder that did not pass.
   *
   * @param reason a sentence without its full stop
   */
  public record LeftOut(Precision precision, String reason) {}

  /**
   * One exported encoder, and its measurements on real pairs.
   *
   * @param precision its precision
   * @param operators operator set of its graph
   * @param bytes size of its file
   * @param klToFp32 mean Kullback-Leibler divergence of its probabilities from fp32's; 0 for fp32
   *     itself
   * @param probabilityDifference largest difference in a probability from fp32's; for fp32 itself,
   *     from the trained network's
   * @param pairs how many pairs were compared
   * @param sequencesPerSecond throughput of the comparison on this machine's CPU
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

  /**
   * The same result without one encoder.
   *
   * @throws UserException if none remains
   */
  public Exported without(Precision precision, String reason) {
    List<LeftOut> more = new ArrayList<>(leftOut);
    more.add(new LeftOut(precision, reason));
    return new Exported(
        parity,
        reference,
        variants.stream().filter(v -> v.precision() != precision).toList(),
        more);
  }

  /** The precision used on a CPU; its figures are the ones reported. */
  public Precision reported() {
    return variants.stream()
        .map(Variant::precision)
        .min(Comparator.comparing(ON_CPU::indexOf))
        .orElseThrow();
  }

  /** Lines for the terminal. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "fp32 graphs differ from the network by at most %.1e in a vector and %.1e in a"
                + " probability (%,d pairs)",
            parity.vectorDifference(),
            parity.probabilityDifference(),
            parity.pairs()));
    for (Variant variant : variants) {
      if (variant.rounded()) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s diverges from fp32 by %.6f (mean of %,d pairs; at most %.3f in a probability)",
                variant.precision().text(),
                variant.klToFp32(),
                variant.pairs(),
                variant.probabilityDifference()));
      }
    }
    leftOut.forEach(left -> sentences.add(left.reason() + ", so it is omitted"));
    return sentences;
  }
}
