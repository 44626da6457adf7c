package dev.arena.trainer.head;

/**
 * One row of training data for a head.
 *
 * @param antisymmetric inputs that change sign when A and B are swapped
 * @param symmetric inputs that stay the same
 * @param target what the row teaches
 * @param weight of its loss in a fit, at least 0
 * @param differenceOffset added to {@code d}, independently of the coefficients
 * @param tieOffset added to {@code t}, independently of the coefficients
 */
public record HeadRow(
    double[] antisymmetric,
    double[] symmetric,
    Target target,
    double weight,
    double differenceOffset,
    double tieOffset) {

  /** A row of weight 1 without offsets. */
  public HeadRow(double[] antisymmetric, double[] symmetric, Target target) {
    this(antisymmetric, symmetric, target, 1, 0, 0);
  }

  /** The same row with other offsets. */
  public HeadRow withOffsets(double difference, double tie) {
    return new HeadRow(antisymmetric, symmetric, target, weight, difference, tie);
  }
}
