package dev.arena.streamer.replay;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import java.util.Arrays;

/**
 * How often each outcome was voted for, and how well one would do who always predicts these shares,
 * known beforehand: the least that a model has to beat.
 */
final class ClassPrior {
  private final long[] votes = new long[Outcome.values().length];

  void add(Outcome vote) {
    votes[vote.ordinal()]++;
  }

  /** The share of one outcome, in [0, 1]. */
  double of(Outcome outcome) {
    return (double) votes[outcome.ordinal()] / Math.max(1, Arrays.stream(votes).sum());
  }

  /** The metrics of these shares as a prediction of the same votes. */
  VoteMetrics metrics() {
    VoteMetrics metrics = new VoteMetrics();
    Probabilities shares =
        Probabilities.scaled(
            of(Outcome.WINNER_MODEL_A), of(Outcome.WINNER_MODEL_B), of(Outcome.WINNER_TIE));
    for (Outcome outcome : Outcome.values()) {
      for (long i = 0; i < votes[outcome.ordinal()]; i++) {
        metrics.add(shares, outcome);
      }
    }
    return metrics;
  }
}
