package dev.arena.statistics.rating;

/** How far a model's rating can be trusted. Half-widths are those of 95 % intervals, in points. */
public enum RatingStatus {
  /** A half-width of at most 30. */
  ESTABLISHED,
  /** A half-width of at most 60. */
  USABLE,
  /** A larger half-width, no interval, or fewer than five voters. */
  PROVISIONAL,
  /** No other model has both won and lost against it, directly or through others. */
  UNRANKED
}
