package dev.arena.models;

import dev.arena.models.encode.FeatureGroup;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A score, and the parts that the head added up to compute it. The parts are exact, because the
 * head's logits are sums: {@code parts} add up to {@code ln(P(A) / P(B))}, and {@code tieParts} to
 * {@code ln(P(tie) / sqrt(P(A) P(B)))}, which is the tie's logit; both to within 1e-5.
 *
 * <p>Swapping A and B negates {@code parts} and leaves {@code tieParts} unchanged.
 *
 * @param score the score, as {@link PreferenceScorer#score} returns it
 * @param parts {@link #partNames} in this order; a positive part speaks for A, a negative one for B
 * @param tieParts {@link #tiePartNames} in this order; a positive part speaks for a tie
 */
public record Explanation(Score score, List<Part> parts, List<Part> tieParts) {
  /** The part of the encoder: what it read in the texts. */
  public static final String TEXT = "text";

  /** The tie's logit for symmetric features at their means, without the text. */
  public static final String CONSTANT = "constant";

  public Explanation {
    parts = List.copyOf(parts);
    tieParts = List.copyOf(tieParts);
  }

  /**
   * A part of a logit.
   *
   * @param name what contributes it
   * @param logit the contribution, in nats
   */
  public record Part(String name, double logit) {}

  /** The names of {@code parts}: every {@link FeatureGroup}, and {@value #TEXT}. */
  public static List<String> partNames() {
    return Stream.concat(
            Arrays.stream(FeatureGroup.values()).map(FeatureGroup::text), Stream.of(TEXT))
        .toList();
  }

  /** The names of {@code tieParts}: {@link #partNames}, and {@value #CONSTANT}. */
  public static List<String> tiePartNames() {
    return Stream.concat(partNames().stream(), Stream.of(CONSTANT)).toList();
  }

  /** The sum of {@code parts}: {@code ln(P(A) / P(B))}. */
  public double logit() {
    return sum(parts);
  }

  /** The sum of {@code tieParts}: {@code ln(P(tie) / sqrt(P(A) P(B)))}. */
  public double tieLogit() {
    return sum(tieParts);
  }

  private static double sum(List<Part> parts) {
    return parts.stream().mapToDouble(Part::logit).sum();
  }
}
