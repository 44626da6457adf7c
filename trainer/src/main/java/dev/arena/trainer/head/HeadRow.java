package dev.arena.trainer.head;

import dev.arena.schemas.csv.Outcome;

/**
 * One vote as training data of a head.
 *
 * @param antisymmetric inputs that change sign when A and B are exchanged
 * @param symmetric inputs that stay the same
 * @param outcome the vote
 * @param tieFree whether the vote says only which of two won given that it was no tie
 * @param differenceOffset added to {@code d} independent of the coefficients
 * @param tieOffset added to {@code t} independent of the coefficients
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

  /** The same with other offsets. */
  public HeadRow withOffsets(double difference, double tie) {
    return new HeadRow(antisymmetric, symmetric, outcome, tieFree, difference, tie);
  }
}
