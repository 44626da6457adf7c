package dev.arena.trainer.head;

import dev.arena.schemas.csv.Outcome;

/**
 * One vote as training data for a head.
 *
 * @param antisymmetric inputs that change sign when A and B are exchanged
 * @param symmetric inputs that stay the same
 * @param outcome the vote
 * @param tieFree whether the vote says only which answer won, given that there was no tie
 * @param differenceOffset added to {@code d}, independently of the coefficients
 * @param tieOffset added to {@code t}, independently of the coefficients
 */
public record HeadRow(
    double[] antisymmetric,
    double[] symmetric,
    Outcome outcome,
    boolean tieFree,
    double differenceOffset,
    double tieOffset) {
  public HeadRow {
    if (tieFree && outcome == Outcome.WINNER_TIE) {
      throw new IllegalArgumentException("a tie-free row cannot be a tie");
    }
  }

  /** A row without offsets. */
  public HeadRow(double[] antisymmetric, double[] symmetric, Outcome outcome, boolean tieFree) {
    this(antisymmetric, symmetric, outcome, tieFree, 0, 0);
  }

  /** The same row with other offsets. */
  public HeadRow withOffsets(double difference, double tie) {
    return new HeadRow(antisymmetric, symmetric, outcome, tieFree, difference, tie);
  }
}
