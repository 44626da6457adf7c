package dev.arena.votes.leaderboard;

import dev.arena.statistics.rating.RatingMethod;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleControl;

/** The methods by which the service computes boards. */
public enum BoardMethod {
  BRADLEY_TERRY(RatingMethod.BRADLEY_TERRY, StyleControl.NONE),
  BRADLEY_TERRY_STYLE(RatingMethod.BRADLEY_TERRY, StyleControl.STANDARD),
  DAVIDSON(RatingMethod.DAVIDSON, StyleControl.NONE);

  private final RatingMethod method;
  private final StyleControl style;

  BoardMethod(RatingMethod method, StyleControl style) {
    this.method = method;
    this.style = style;
  }

  /** Whether it controls for the style of answers. */
  public boolean styled() {
    return style != StyleControl.NONE;
  }

  /** Options that differ from the given ones in the method. */
  public RatingOptions options(RatingOptions others) {
    return others.with(StyleControl.NONE).with(method).with(style);
  }

  /** As in the key of a board, without the version, such as {@code bradley-terry+style}. */
  @Override
  public String toString() {
    String name = options(RatingOptions.DEFAULT).name();
    return name.substring(0, name.indexOf('/'));
  }
}
