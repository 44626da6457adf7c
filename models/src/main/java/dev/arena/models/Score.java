package dev.arena.models;

import dev.arena.schemas.PairFacts;
import org.jspecify.annotations.Nullable;

/**
 * The model's prediction for a pair.
 *
 * @param probabilities probabilities of the three outcomes
 * @param tokens tokens that the network read for this pair; equal sequences count once
 * @param truncated whether text was cut to fit the network
 * @param model the {@code name@version} of the model
 * @param facts facts about the pair's texts; null if a stand-in gave the prediction without them
 */
public record Score(
    Probabilities probabilities,
    int tokens,
    boolean truncated,
    String model,
    @Nullable PairFacts facts) {
  /** A prediction of something that does not read the texts. */
  public Score(Probabilities probabilities, int tokens, boolean truncated, String model) {
    this(probabilities, tokens, truncated, model, null);
  }
}
