package dev.arena.statistics.rating;

import org.jspecify.annotations.Nullable;

/**
 * How a board is computed.
 *
 * @param level of the intervals of ratings and style coefficients, for example 0.95
 * @param anchor null if the ratings of each component have a mean of 1000
 */
public record RatingOptions(
    RatingMethod method,
    StyleControl style,
    IntervalMethod intervals,
    double level,
    @Nullable RatingAnchor anchor) {

  /** Bradley-Terry without style control, with 95 % intervals. */
  public static final RatingOptions DEFAULT =
      new RatingOptions(
          RatingMethod.BRADLEY_TERRY, StyleControl.NONE, IntervalMethod.AUTOMATIC, 0.95, null);

  public RatingOptions {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "the level of the intervals is "
              + level
              + "; expected a number between 0 and 1, such as 0.95");
    }
    if (method == RatingMethod.DAVIDSON && style != StyleControl.NONE) {
      throw new IllegalArgumentException(
          "style control was requested for the method davidson; use bradley-terry for style control");
    }
  }

  public RatingOptions with(RatingMethod newMethod) {
    return new RatingOptions(newMethod, style, intervals, level, anchor);
  }

  public RatingOptions with(StyleControl newStyle) {
    return new RatingOptions(method, newStyle, intervals, level, anchor);
  }

  public RatingOptions with(IntervalMethod newIntervals) {
    return new RatingOptions(method, style, newIntervals, level, anchor);
  }

  public RatingOptions with(@Nullable RatingAnchor newAnchor) {
    return new RatingOptions(method, style, intervals, level, newAnchor);
  }

  public RatingOptions withLevel(double newLevel) {
    return new RatingOptions(method, style, intervals, newLevel, anchor);
  }

  /** The name of the method with its version, for example {@code bradley-terry+style/1}. */
  public String name() {
    return method + style.suffix() + "/1";
  }
}
