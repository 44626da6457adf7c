package dev.arena.trainer.head;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;

/**
 * What a row teaches, as class probabilities: a vote is 1 for its outcome, and a soft label is a
 * teacher's opinion. The loss of a prediction is its cross-entropy with the target.
 *
 * @param a probability that A wins
 * @param b probability that B wins
 * @param tie probability of a tie; 0 if {@code tieFree}
 * @param tieFree whether the target says only which answer wins, given that there is no tie
 */
public record Target(double a, double b, double tie, boolean tieFree) {
  private static final double TOLERANCE = 1e-6;

  public Target {
    if (!(a >= 0 && b >= 0 && tie >= 0 && Math.abs(a + b + tie - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "a target is %s, %s, %s; expected three numbers, each at least 0, that sum to 1"
              .formatted(a, b, tie));
    }
    if (tieFree && tie != 0) {
      throw new IllegalArgumentException("a tie-free target cannot be a tie");
    }
  }

  /**
   * A vote.
   *
   * @param tieFree whether it says only which answer won, given that there was no tie
   */
  public static Target of(Outcome vote, boolean tieFree) {
    return new Target(
        vote == Outcome.WINNER_MODEL_A ? 1 : 0,
        vote == Outcome.WINNER_MODEL_B ? 1 : 0,
        vote == Outcome.WINNER_TIE ? 1 : 0,
        tieFree);
  }

  /**
   * A soft label, mixed with the actual vote. A tie-free vote says nothing about how likely a tie
   * was, so the probability of a tie is then the teacher's.
   *
   * @param voteShare weight of the vote, from 0 (the teacher alone) to 1 (the vote alone, apart
   *     from the tie of a tie-free vote)
   * @param tieFree whether the vote says only which answer won, given that there was no tie
   */
  public static Target mixed(
      Probabilities teacher, Outcome vote, double voteShare, boolean tieFree) {
    double won = tieFree ? 1 - teacher.tie() : 1;
    return new Target(
        (1 - voteShare) * teacher.a() + (vote == Outcome.WINNER_MODEL_A ? voteShare * won : 0),
        (1 - voteShare) * teacher.b() + (vote == Outcome.WINNER_MODEL_B ? voteShare * won : 0),
        tieFree
            ? teacher.tie()
            : (1 - voteShare) * teacher.tie() + (vote == Outcome.WINNER_TIE ? voteShare : 0),
        false);
  }

  /** The probability that one of the answers wins. */
  public double winner() {
    return a + b;
  }

  /** The target given that one of the answers wins; both are equally likely if a tie is certain. */
  public Target givenWinner() {
    return winner() == 0
        ? new Target(0.5, 0.5, 0, true)
        : new Target(a / winner(), b / winner(), 0, true);
  }

  /** The cross-entropy of the prediction with difference {@code d} and tie logit {@code t}. */
  public double loss(double d, double t) {
    if (tieFree) {
      return weighted(a, DavidsonHead.softPlus(-d)) + weighted(b, DavidsonHead.softPlus(d));
    }
    double[] p = DavidsonHead.probabilities(d, t);
    return weighted(a, -Math.log(p[0]))
        + weighted(b, -Math.log(p[1]))
        + weighted(tie, -Math.log(p[2]));
  }

  /** A loss that may be infinite counts as 0 where the target has no weight. */
  private static double weighted(double weight, double loss) {
    return weight == 0 ? 0 : weight * loss;
  }
}
