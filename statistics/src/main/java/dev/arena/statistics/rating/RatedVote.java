package dev.arena.statistics.rating;

import org.jspecify.annotations.Nullable;

/**
 * One battle as a {@link BattleTable} receives it.
 *
 * @param voter null if not known
 * @param weight in the likelihood; 1, or 1 / the probability with which the pair was selected
 * @param style of answer A less that of B; null if not known
 */
public record RatedVote(
    String modelA,
    String modelB,
    BattleResult result,
    @Nullable String voter,
    double weight,
    @Nullable StyleDifference style) {

  public RatedVote {
    if (modelA.equals(modelB)) {
      throw new IllegalArgumentException(
          "both sides of a battle are " + modelA + "; expected two models; skip such battles");
    }
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight of a battle is " + weight + "; expected a positive, finite number");
    }
  }

  /** A battle with weight 1 and without style. */
  public static RatedVote of(
      String modelA, String modelB, BattleResult result, @Nullable String voter) {
    return new RatedVote(modelA, modelB, result, voter, 1, null);
  }
}
