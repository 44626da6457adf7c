package dev.arena.statistics.rating;

/**
 * A model whose rating is fixed; the ratings of its component are shifted so that it has this one.
 */
public record RatingAnchor(String model, double rating) {
  public RatingAnchor {
    if (!Double.isFinite(rating)) {
      throw new IllegalArgumentException(
          "the rating of the anchor " + model + " is " + rating + "; expected a finite number");
    }
  }
}
