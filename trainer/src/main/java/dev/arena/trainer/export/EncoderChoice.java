package dev.arena.trainer.export;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The encoders to write to a bundle.
 *
 * @param precisions at least one, each once
 * @param operators operators of all encoders; null for those that suit each precision
 */
public record EncoderChoice(List<Precision> precisions, @Nullable Operators operators) {
  private static final String AUTO = "auto";

  public EncoderChoice {
    precisions = precisions.stream().distinct().sorted().toList();
    if (precisions.isEmpty()) {
      throw new UsageException("--precision names nothing; expected one or more of " + known());
    }
  }

  /**
   * Reads the values of {@code --precision} and {@code --operators}.
   *
   * @throws UsageException if one is unknown
   */
  public static EncoderChoice parse(List<String> precisions, String operators) {
    return new EncoderChoice(
        precisions.stream().map(EncoderChoice::precision).toList(), operators(operators));
  }

  /**
   * This choice with some parts replaced.
   *
   * @param otherPrecisions the precisions to use instead; empty to keep those of this choice
   * @param otherOperators the operators to use instead; null to keep those of this choice
   * @throws UsageException if one is unknown
   */
  public EncoderChoice with(List<String> otherPrecisions, @Nullable String otherOperators) {
    return new EncoderChoice(
        otherPrecisions.isEmpty()
            ? precisions
            : otherPrecisions.stream().map(EncoderChoice::precision).toList(),
        otherOperators == null ? operators : operators(otherOperators));
  }

  private static Precision precision(String text) {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--precision is %s; expected one or more of %s, separated by commas."
                        .formatted(text, known())));
  }

  private static String known() {
    return Arrays.stream(Precision.values()).map(Precision::text).collect(Collectors.joining(", "));
  }

  /**
   * The operators of an encoder. int8 is meant to be fast on a CPU, so it uses ONNX Runtime's
   * faster operators; other precisions run anywhere (docs/decisions/0009).
   */
  Operators operators(Precision precision) {
    if (operators != null) {
      return operators;
    }
    return precision == Precision.INT8 ? Operators.ONNX_RUNTIME : Operators.ONNX;
  }

  private static @Nullable Operators operators(String text) {
    if (text.equals(AUTO)) {
      return null;
    }
    return Arrays.stream(Operators.values())
        .filter(operators -> operators.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--operators is %s; expected auto, onnx or onnxruntime.".formatted(text)));
  }
}
