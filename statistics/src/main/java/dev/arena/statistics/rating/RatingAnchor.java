package dev.arena.statistics.rating;

/**
 * A model whose rating is fixed; the ratings of its component are shifted so that it has this one.
 */
public record RatingAnchor(String model, double rating) {
  private static final double LARGEST = 1e6;

  public RatingAnchor {
    if (!(Math.abs(rating) <= LARGEST)) {
      throw new IllegalArgumentException(
          "the rating of the anchor "
              + model
              + " is "
              + rating
              + "; expected a number from -1000000 to 1000000");
    }
  }
}
