package dev.arena.statistics.rating;

import dev.arena.statistics.Interval;
import org.jspecify.annotations.Nullable;

/**
 * A model's line on a {@link RatingBoard}.
 *
 * @param standing null if the model is unranked
 */
public record BoardRow(
    String model, Counts counts, RatingStatus status, @Nullable Standing standing) {

  /**
   * The model's battles, those that do not count for ratings included.
   *
   * @param voters known ones
   */
  public record Counts(long votes, int voters, long wins, long losses, long ties) {}

  /**
   * Where the model stands among those that votes compare it with.
   *
   * @param component 1 for the one with the most models; ratings and ranks of different components
   *     cannot be compared
   * @param rating 400 points are odds of 10 to 1
   * @param interval null if the votes do not allow one
   * @param rankBest 1 plus the number of models that are better with confidence
   * @param rankWorst the number of models in the component less those that are worse with
   *     confidence
   */
  public record Standing(
      int component, double rating, @Nullable Interval interval, int rankBest, int rankWorst) {}
}
