package dev.arena.votes.join;

import java.util.Comparator;

/**
 * What one bundle predicted for a pair.
 *
 * @param topic the topic of preferences, which tells scorers apart
 * @param model name@version of the bundle
 * @param a probability that A is preferred
 * @param b probability that B is preferred
 * @param tie probability of a tie
 * @param scoredAt milliseconds since 1970
 */
record ScorerPrediction(String topic, String model, double a, double b, double tie, long scoredAt) {
  /** The order in a battle. */
  static final Comparator<ScorerPrediction> BY_SCORER =
      Comparator.comparing(ScorerPrediction::topic).thenComparing(ScorerPrediction::model);

  /** The earliest first; the other fields make the order complete. */
  static final Comparator<ScorerPrediction> BY_TIME =
      Comparator.comparingLong(ScorerPrediction::scoredAt)
          .thenComparingDouble(ScorerPrediction::a)
          .thenComparingDouble(ScorerPrediction::b)
          .thenComparingDouble(ScorerPrediction::tie)
          .thenComparing(BY_SCORER);

  boolean isBySameScorer(ScorerPrediction other) {
    return BY_SCORER.compare(this, other) == 0;
  }
}
