package dev.arena.trainer.head;

/**
 * A Davidson model (Davidson 1970, "On extending the Bradley-Terry model to accommodate ties").
 * With {@code d = b . antisymmetric} and {@code t = g . symmetric + c}, the odds of A, B and tie
 * are {@code exp(d/2) : exp(-d/2) : exp(t)}. Swapping A and B swaps their probabilities.
 *
 * @param antisymmetric the coefficients {@code b}
 * @param symmetric the coefficients {@code g}
 * @param constant {@code c}
 */
public record DavidsonHead(double[] antisymmetric, double[] symmetric, double constant) {

  /** The number {@code d}: how much better A is, in logits. */
  public double difference(HeadRow row) {
    return row.differenceOffset() + dot(antisymmetric, row.antisymmetric());
  }

  /** The number {@code t}: how likely a tie is, in logits. */
  public double tie(HeadRow row) {
    return row.tieOffset() + dot(symmetric, row.symmetric()) + constant;
  }

  /** The probabilities of A, B and tie. */
  public double[] probabilities(HeadRow row) {
    return probabilities(difference(row), tie(row));
  }

  /** The probabilities of A, B and tie for given {@code d} and {@code t}. */
  public static double[] probabilities(double difference, double tie) {
    double largest = Math.max(Math.abs(difference) / 2, tie);
    double a = Math.exp(difference / 2 - largest);
    double b = Math.exp(-difference / 2 - largest);
    double t = Math.exp(tie - largest);
    double sum = a + b + t;
    return new double[] {a / sum, b / sum, t / sum};
  }

  /** The cross-entropy with a row's target, which covers only A and B if the target is tie-free. */
  public double loss(HeadRow row) {
    return row.target().loss(difference(row), tie(row));
  }

  /** {@code log(1 + exp(x))} without overflow: the two-way loss of a margin of {@code -x}. */
  public static double softPlus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double dot(double[] coefficients, double[] values) {
    double sum = 0;
    for (int i = 0; i < coefficients.length; i++) {
      sum += coefficients[i] * values[i];
    }
    return sum;
  }
}
