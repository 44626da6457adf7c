package dev.arena.statistics.agreement;

import dev.arena.statistics.Interval;

/**
 * Whether voters prefer the answer on the left: how often it wins among votes with a winner.
 * Without bias, and with sides drawn at random, it wins half of them.
 *
 * @param leftWins number of votes for the answer on the left
 * @param decisive number of votes for either answer, where the side is known
 */
public record PositionBias(long leftWins, long decisive) {
  /** No votes. */
  public static final PositionBias EMPTY = new PositionBias(0, 0);

  public PositionBias {
    if (leftWins < 0 || leftWins > decisive) {
      throw new IllegalArgumentException(
          "%d of %d votes are for the left; expected a count from 0 to the number of votes"
              .formatted(leftWins, decisive));
    }
  }

  /** The share of votes for the left; NaN without votes. */
  public double share() {
    return (double) leftWins / decisive;
  }

  /** Wilson's 95% interval of that share; from 0 to 1 without votes. */
  public Interval interval() {
    return decisive == 0 ? new Interval(0, 1) : Interval.ofShare(leftWins, decisive);
  }

  /** Whether the interval excludes one half. */
  public boolean significant() {
    return !interval().contains(0.5);
  }
}
