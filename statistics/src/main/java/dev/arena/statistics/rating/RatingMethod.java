package dev.arena.statistics.rating;

/** The model of the votes that ratings come from. */
public enum RatingMethod {
  /** A tie counts as half a win for each side; comparable with LMArena's boards. */
  BRADLEY_TERRY("bradley-terry"),
  /** A tie is an outcome with its own probability. */
  DAVIDSON("davidson");

  private final String text;

  RatingMethod(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
