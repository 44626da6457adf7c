package dev.arena.statistics.sequential;

import dev.arena.statistics.Interval;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a challenger predicts votes better than the champion, decided from the difference of
 * their log losses (champion minus challenger, so that a positive difference speaks for the
 * challenger). The decision may be taken at any time and after any number of looks.
 *
 * @param conclusion what can be said
 * @param mean mean difference; NaN without votes
 * @param interval the {@linkplain ConfidenceSequence confidence sequence} around it
 * @param units number of {@linkplain Unit units}
 * @param unitsNeeded while undecided, the number of units at which a decision falls if the mean and
 *     its spread stay as they are; null if decided, or if no number of votes that anyone collects
 *     suffices, or below two units
 */
public record ComparisonDecision(
    Conclusion conclusion, double mean, Interval interval, long units, @Nullable Long unitsNeeded) {
  /** Differences of the mean log loss up to this one do not matter in practice. */
  public static final double MARGIN = 0.005;

  /** What can be said of the challenger. */
  public enum Conclusion {
    /** Its loss is lower. This holds even if the difference is within the margin. */
    BETTER,
    /** Its loss is higher. This holds even if the difference is within the margin. */
    WORSE,
    /** The difference is within the margin. */
    EQUIVALENT,
    /** There are not enough votes to say. */
    UNDECIDED
  }

  /** Decides at 95% with a margin of {@value #MARGIN}. */
  public static ComparisonDecision of(UnitSums differences) {
    return of(differences, ConfidenceSequence.STANDARD, MARGIN);
  }

  /**
   * Decides.
   *
   * @param differences of the losses, champion minus challenger
   * @param margin largest difference that does not matter, above 0
   */
  public static ComparisonDecision of(
      UnitSums differences, ConfidenceSequence sequence, double margin) {
    Interval interval = sequence.around(differences);
    Conclusion conclusion = conclusion(interval, margin);
    return new ComparisonDecision(
        conclusion,
        differences.mean(),
        interval,
        differences.units(),
        conclusion == Conclusion.UNDECIDED ? needed(differences, sequence, margin) : null);
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

  /** The smallest t with s w(t) below the distance of the mean from 0, or from the margin. */
  private static @Nullable Long needed(
      UnitSums differences, ConfidenceSequence sequence, double margin) {
    if (differences.units() < 2) {
      return null;
    }
    double distance = Math.abs(differences.mean());
    OptionalLong needed =
        sequence.observationsFor(
            Math.max(distance, margin - distance), differences.standardDeviation());
    return needed.isPresent() ? needed.getAsLong() : null;
  }

  /** How many units are still missing for a decision; null where {@link #unitsNeeded} is. */
  public @Nullable Long unitsMissing() {
    return unitsNeeded == null ? null : Math.max(0, unitsNeeded - units);
  }
}
