package dev.arena.statistics.sequential;

import dev.arena.statistics.Interval;
import java.util.OptionalLong;

/**
 * Intervals of a mean that hold at all times at once, so that anyone may look after every vote and
 * stop when they like. The chance that the true mean <em>ever</em> leaves the interval approaches
 * alpha as the number of observations at the first look increases; for a few hundred it is not
 * bounded exactly.
 *
 * <p>This is the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
 * "Time-uniform central limit theory and asymptotic confidence sequences" (arXiv:2103.06476),
 * theorem 2.2: {@code mean +- s w(t)} after t observations with standard deviation s, where
 *
 * <pre>
 * w(t) = sqrt( 2 (t r + 1) / (t^2 r) * ln( sqrt(t r + 1) / alpha ) )
 * r    = ( -2 ln alpha + ln(1 - 2 ln alpha) ) / t0
 * </pre>
 *
 * and t0 is the number of observations at which the interval is narrowest, compared with an
 * ordinary one. It assumes independent observations: where voters or pairs are known, an
 * observation is a {@link Unit}, and {@link ClusteredSums} takes both into account. Units of voters
 * who come back change with each vote, which the theorem does not cover; with 200 such voters,
 * simulated false alarms are about 1%.
 *
 * @param alpha the chance of leaving the interval, above 0 and at most 0.5
 * @param tightestAt t0, at least 1
 * @param validFrom the smallest number of observations with an interval, at least 2: a normal
 *     approximation needs some
 */
public record ConfidenceSequence(double alpha, long tightestAt, long validFrom) {
  /** At 95%, tightest at 1,000 observations, valid from 100. */
  public static final ConfidenceSequence STANDARD = new ConfidenceSequence(0.05, 1000, 100);

  /** The interval of too few observations. */
  static final Interval UNKNOWN = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** No one collects more votes. */
  private static final long FOREVER = 1L << 50;

  public ConfidenceSequence {
    if (!(alpha > 0 && alpha <= 0.5)) {
      throw new IllegalArgumentException(
          "alpha is %s; expected a number above 0 and at most 0.5".formatted(alpha));
    }
    if (tightestAt < 1 || validFrom < 2) {
      throw new IllegalArgumentException(
          "the interval is tightest at %d and valid from %d observations; expected at least 1 and 2"
              .formatted(tightestAt, validFrom));
    }
  }

  /**
   * Half the width of the interval for a standard deviation of 1. It decreases as t increases, and
   * is infinite where the sequence is not yet valid.
   *
   * @param t number of observations
   */
  public double width(long t) {
    if (t < validFrom) {
      return Double.POSITIVE_INFINITY;
    }
    double lnAlpha = StrictMath.log(alpha);
    double r = (StrictMath.log(1 - 2 * lnAlpha) - 2 * lnAlpha) / tightestAt;
    double spread = t * r + 1;
    return Math.sqrt(2 * spread / (t * (t * r)) * (0.5 * StrictMath.log(spread) - lnAlpha));
  }

  /** The interval of the mean; infinite where the sequence is not yet valid. */
  public Interval around(UnitSums sums) {
    return sums.units() < validFrom
        ? UNKNOWN
        : around(sums.mean(), sums.standardDeviation(), sums.units());
  }

  /** The interval around a mean of t observations; infinite where the sequence is not yet valid. */
  public Interval around(double mean, double standardDeviation, long t) {
    if (t < validFrom) {
      return UNKNOWN;
    }
    double half = standardDeviation * width(t);
    return new Interval(mean - half, mean + half);
  }

  /**
   * The smallest number of observations at which the interval reaches less than a distance to each
   * side; empty if there is none below 10^15.
   */
  public OptionalLong observationsFor(double distance, double standardDeviation) {
    if (!(standardDeviation * width(FOREVER) < distance)) {
      return OptionalLong.empty();
    }
    long low = validFrom;
    long high = FOREVER;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (standardDeviation * width(middle) < distance) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return OptionalLong.of(low);
  }
}
