package dev.arena.statistics.sequential;

import dev.arena.statistics.Interval;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a challenger predicts votes better than the champion, decided from the gain: the
 * champion's log loss minus the challenger's, so that a positive gain speaks for the challenger.
 * The decision may be taken at any time and after any number of looks: in the limit of many units,
 * the chance of ever calling equal scorers better or worse is about 5% (see {@link
 * ConfidenceSequence}).
 *
 * @param conclusion what can be said
 * @param gain mean gain over voters; NaN without votes
 * @param interval the {@linkplain ClusteredSums#interval interval} around it
 * @param voters number of {@linkplain Unit units} of voters
 * @param votersNeeded while undecided, the number of voters at which a decision falls if the gain
 *     and its spread stay as they are and the number of pairs grows as that of voters; null if
 *     decided, or if no number of votes that anyone collects suffices, or below two units
 */
public record ComparisonDecision(
    Conclusion conclusion,
    double gain,
    Interval interval,
    long voters,
    @Nullable Long votersNeeded) {
  /** Gains and losses up to this one do not matter in practice. */
  public static final double MARGIN = 0.005;

  /** What can be said of the challenger. */
  public enum Conclusion {
    /** Its loss is lower. This holds even if the gain is within the margin. */
    BETTER,
    /** Its loss is higher. This holds even if the difference is within the margin. */
    WORSE,
    /** The gain or loss is within the margin. */
    EQUIVALENT,
    /** There are not enough votes to say. */
    UNDECIDED
  }

  /** Decides at 95% with a margin of {@value #MARGIN}. */
  public static ComparisonDecision of(ClusteredSums gains) {
    return of(gains, ConfidenceSequence.STANDARD, MARGIN);
  }

  /**
   * Decides.
   *
   * @param gains the champion's log loss minus the challenger's
   * @param margin largest gain or loss that does not matter, above 0
   */
  public static ComparisonDecision of(
      ClusteredSums gains, ConfidenceSequence sequence, double margin) {
    Interval interval = gains.interval(sequence);
    Conclusion conclusion = conclusion(interval, margin);
    return new ComparisonDecision(
        conclusion,
        gains.mean(),
        interval,
        gains.voters().units(),
        conclusion == Conclusion.UNDECIDED ? needed(gains, sequence, margin) : null);
  }

  private static Conclusion conclusion(Interval interval, double margin) {
    if (interval.low() > 0) {
      return Conclusion.BETTER;
    }
    if (interval.high() < 0) {
      return Conclusion.WORSE;
    }
    return interval.low() >= -margin && interval.high() <= margin
        ? Conclusion.EQUIVALENT
        : Conclusion.UNDECIDED;
  }

  /** With so many voters, both intervals exclude 0, or end within the margin. */
  private static @Nullable Long needed(
      ClusteredSums gains, ConfidenceSequence sequence, double margin) {
    if (gains.units() < 2) {
      return null;
    }
    double one = gains.voters().mean();
    double other = gains.pairs().mean();
    double fromZero = one * other > 0 ? Math.min(Math.abs(one), Math.abs(other)) : 0;
    double fromMargin = margin - Math.max(Math.abs(one), Math.abs(other));
    double distance = Math.max(fromZero, fromMargin);
    OptionalLong voters = needed(gains.voters(), gains.varianceOfMean(), sequence, distance);
    OptionalLong pairs = needed(gains.pairs(), gains.varianceOfMean(), sequence, distance);
    if (voters.isEmpty() || pairs.isEmpty()) {
      return null;
    }
    double grown = (double) pairs.getAsLong() * gains.voters().units() / gains.pairs().units();
    return Math.max(voters.getAsLong(), (long) Math.ceil(grown));
  }

  private static OptionalLong needed(
      UnitSums sums, double variance, ConfidenceSequence sequence, double distance) {
    return sequence.observationsFor(distance, Math.sqrt(sums.units() * variance));
  }

  /** How many voters are still missing for a decision; null where {@link #votersNeeded} is. */
  public @Nullable Long votersMissing() {
    return votersNeeded == null ? null : Math.max(0, votersNeeded - voters);
  }
}
