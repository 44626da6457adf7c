package dev.arena.models;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a bundle's encoders shall run: the value of {@code arena.precision}. */
public enum PrecisionChoice {
  /** The fastest that fits the device: int8 on a CPU, fp16 on a GPU, where the bundle has them. */
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

  /**
   * Reads a name as configurations write it.
   *
   * @throws IllegalArgumentException if the text is another
   */
  public static PrecisionChoice parse(String text) {
    return Stream.of(values())
        .filter(choice -> choice.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "precision is \"%s\"; expected one of %s"
                        .formatted(
                            text,
                            Stream.of(values())
                                .map(PrecisionChoice::text)
                                .collect(Collectors.joining(", ")))));
  }
}
