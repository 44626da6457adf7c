package dev.arena.models.facts;

import dev.arena.models.Probabilities;
import dev.arena.schemas.PairFacts;
import java.util.Map;
import java.util.Set;

/**
 * Features of a scored pair whose distribution shows drift, by their names in {@code
 * reference.json}. The trainer and the consumers of preferences compute them with this class, so
 * that they can be compared. Swapping A and B changes none of them.
 *
 * @param numeric the values of features that are numbers
 * @param categorical the values of features that are categories
 */
public record DriftFeatures(Map<String, Double> numeric, Map<String, String> categorical) {
  /** The features that depend on a pair's texts only, and not on a model. */
  public static final Set<String> OF_TEXTS =
      Set.of("length_ratio", "prompt_length", "turns", "script");

  public DriftFeatures {
    numeric = Map.copyOf(numeric);
    categorical = Map.copyOf(categorical);
  }

  /**
   * The features of a pair's texts: {@code length_ratio}, the length of the shorter answer divided
   * by that of the longer, from 0 to 1, and 1 if both are empty; {@code prompt_length}, in code
   * points; {@code turns}; {@code script}, that of the prompts.
   */
  public static DriftFeatures of(PairFacts facts) {
    int longer = Math.max(facts.getLengthA(), facts.getLengthB());
    double shorter = Math.min(facts.getLengthA(), facts.getLengthB());
    return new DriftFeatures(
        Map.of(
            "length_ratio", longer == 0 ? 1 : shorter / longer,
            "prompt_length", (double) facts.getPromptLength(),
            "turns", (double) facts.getTurns()),
        Map.of("script", facts.getScript()));
  }

  /**
   * The features of what the network read.
   *
   * @param tokens for the feature {@code tokens}: how many it read for the pair
   * @param truncated for the feature {@code truncated}: whether text was cut to fit
   */
  public static DriftFeatures of(int tokens, boolean truncated) {
    return new DriftFeatures(
        Map.of("tokens", (double) tokens), Map.of("truncated", String.valueOf(truncated)));
  }

  /**
   * The features of a prediction: {@code max_probability}, the largest of the three probabilities,
   * and {@code entropy}, in nats.
   */
  public static DriftFeatures of(Probabilities prediction) {
    return new DriftFeatures(
        Map.of(
            "max_probability", prediction.of(prediction.mostLikely()),
            "entropy", prediction.entropy()),
        Map.of());
  }
}
