package dev.arena.trainer.head;

import dev.arena.schemas.csv.Outcome;

/**
 * What a head learns from one vote.
 *
 * @param antisymmetric inputs that change sign when A and B are exchanged
 * @param symmetric inputs that stay the same
 * @param outcome the vote
 * @param decisive whether the vote says only which of two won given that it was no tie
 */
public record HeadRow(
    double[] antisymmetric, double[] symmetric, Outcome outcome, boolean decisive) {
  public HeadRow {
    if (decisive && outcome == Outcome.WINNER_TIE) {
      throw new IllegalArgumentException("a decisive row cannot be a tie");
    }
  }
}
