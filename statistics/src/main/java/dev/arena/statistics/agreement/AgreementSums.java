package dev.arena.statistics.agreement;

import dev.arena.statistics.loss.FixedPoint;
import java.util.Arrays;

/**
 * How often a scorer agrees with people, beside how often people agree with each other on the same
 * pairs, which no scorer can be expected to exceed by much.
 *
 * <p>The agreement of two kinds of raters is the probability that randomly selected raters of each
 * kind, but not the same one, agree on a randomly selected pair (Zheng et al. 2023, "Judging
 * LLM-as-a-Judge with MT-Bench and Chatbot Arena", section 4.1). Every pair therefore counts the
 * same, however many votes it has. Adding and subtracting are exact.
 *
 * @param pairs number of pairs with at least two votes
 * @param people the sum over these pairs of the share of agreeing votes among all pairs of votes,
 *     in {@linkplain FixedPoint fixed point}
 * @param scorer the sum over the same pairs of the share of votes that agree with the scorer, in
 *     fixed point
 */
public record AgreementSums(long pairs, long people, long scorer) {
  /** Sums over nothing. */
  public static final AgreementSums EMPTY = new AgreementSums(0, 0, 0);

  /**
   * The contribution of one pair; nothing if it has fewer than two votes.
   *
   * @param votes number of votes for each outcome
   * @param predicted the likeliest outcome according to the scorer
   */
  public static AgreementSums ofPair(long[] votes, int predicted) {
    double all = Arrays.stream(votes).sum();
    if (all < 2) {
      return EMPTY;
    }
    double agreeing = Arrays.stream(votes).mapToDouble(count -> count * (count - 1.0)).sum();
    return new AgreementSums(
        1, FixedPoint.of(agreeing / (all * (all - 1))), FixedPoint.of(votes[predicted] / all));
  }

  /** Both together. */
  public AgreementSums plus(AgreementSums other) {
    return new AgreementSums(pairs + other.pairs, people + other.people, scorer + other.scorer);
  }

  /** Without others that were added. */
  public AgreementSums minus(AgreementSums other) {
    return new AgreementSums(pairs - other.pairs, people - other.people, scorer - other.scorer);
  }

  /** How often people agree with each other, in [0, 1]; NaN without pairs. */
  public double peopleAgreement() {
    return FixedPoint.toDouble(people) / pairs;
  }

  /** How often the scorer agrees with people, in [0, 1]; NaN without pairs. */
  public double scorerAgreement() {
    return FixedPoint.toDouble(scorer) / pairs;
  }

  /**
   * The scorer's agreement with people as a share of people's agreement with each other. It exceeds
   * 1 if the scorer knows the majority better than a single person does; NaN without pairs,
   * infinite if people never agree.
   */
  public double share() {
    return (double) scorer / people;
  }
}
