package dev.arena.statistics.rating;

/**
 * Whether and how ratings are separated from the style of the answers. The modes differ in how they
 * scale the features and in what they penalise; each penalty is added to the sum of the votes'
 * losses.
 */
public enum StyleControl {
  NONE,

  /**
   * Penalises the coefficients alone, by {@code 0.25 |gamma|^2}. Features are divided by their root
   * mean square and not centred, so that exchanging A and B changes nothing.
   */
  STANDARD,

  /**
   * FastChat's objective ({@code fit_contextual_bt} in {@code rating_systems.py}): {@code 0.25
   * (|gamma|^2 + |theta / ln 10|^2)} on z-scored features.
   */
  FASTCHAT,

  /**
   * arena-rank's objective without its pair weights ({@code ContextualBradleyTerry}, {@code
   * reg=1.0}): {@code 0.5 |gamma|^2} on the <em>mean</em> loss, on z-scored features. It removes
   * only a part of the effect of style.
   */
  ARENA_RANK;

  private static final double LN_10 = StrictMath.log(10);

  /** Whether features are centred in the orientation in which the battles were given. */
  boolean centred() {
    return this == FASTCHAT || this == ARENA_RANK;
  }

  /** The factor of {@code |gamma|^2}. */
  double coefficientPenalty(double votes) {
    return switch (this) {
      case NONE -> 0;
      case STANDARD, FASTCHAT -> 0.25;
      case ARENA_RANK -> 0.5 * votes;
    };
  }

  /** The factor of {@code |theta|^2}. */
  double ratingPenalty() {
    return switch (this) {
      case NONE, STANDARD, ARENA_RANK -> 0;
      case FASTCHAT -> 0.25 / (LN_10 * LN_10);
    };
  }

  /** As in the name of a method, for example {@code bradley-terry+style/1}. */
  String suffix() {
    return switch (this) {
      case NONE -> "";
      case STANDARD -> "+style";
      case FASTCHAT -> "+style-fastchat";
      case ARENA_RANK -> "+style-arena-rank";
    };
  }
}
