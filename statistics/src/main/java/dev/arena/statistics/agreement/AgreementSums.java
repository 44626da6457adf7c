package dev.arena.statistics.agreement;

/**
 * How often a scorer agrees with voters, beside how often voters agree with each other on the same
 * pairs, which no scorer can be expected to exceed by much.
 *
 * <p>What is counted are combinations of two votes on one pair by different voters. The sums over
 * several sets of combinations add up. A pair with v votes has v (v - 1) / 2 combinations, so a
 * caller that has pairs with many votes should bound them.
 *
 * @param combinations number of combinations
 * @param voters in how many of them both votes are for the same outcome
 * @param scorer how many of their votes, two in each, are for the scorer's likeliest outcome
 */
public record AgreementSums(long combinations, long voters, long scorer) {
  /** Sums over nothing. */
  public static final AgreementSums EMPTY = new AgreementSums(0, 0, 0);

  /**
   * One combination.
   *
   * @param first the outcome of a vote: 0, 1 or 2
   * @param second that of the other vote
   * @param predicted the likeliest outcome according to the scorer
   */
  public static AgreementSums of(int first, int second, int predicted) {
    return new AgreementSums(
        1, first == second ? 1 : 0, (first == predicted ? 1 : 0) + (second == predicted ? 1 : 0));
  }

  /** Both together. */
  public AgreementSums plus(AgreementSums other) {
    return new AgreementSums(
        combinations + other.combinations, voters + other.voters, scorer + other.scorer);
  }

  /** How often voters agree with each other, in [0, 1]; NaN without combinations. */
  public double votersAgreement() {
    return (double) voters / combinations;
  }

  /** How often the scorer agrees with voters, in [0, 1]; NaN without combinations. */
  public double scorerAgreement() {
    return scorer / (2.0 * combinations);
  }

  /**
   * The scorer's agreement with voters as a share of voters' agreement with each other. It exceeds
   * 1 if the scorer knows the majority better than a single voter does; NaN without combinations,
   * infinite if voters never agree.
   */
  public double share() {
    return scorerAgreement() / votersAgreement();
  }
}
