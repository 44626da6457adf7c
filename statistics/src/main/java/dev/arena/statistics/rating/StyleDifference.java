package dev.arena.statistics.rating;

/**
 * The difference in style between the answers A and B of a battle, positive where A has more. Each
 * feature is {@code (a - b) / (a + b + 1)}, as in FastChat's {@code preprocess_for_style} ({@code
 * fastchat/serve/monitor/rating_systems.py}).
 */
public record StyleDifference(float length, float headers, float lists, float bold) {
  public StyleDifference {
    if (!(Float.isFinite(length)
        && Float.isFinite(headers)
        && Float.isFinite(lists)
        && Float.isFinite(bold))) {
      throw new IllegalArgumentException(
          "style differences are "
              + length
              + ", "
              + headers
              + ", "
              + lists
              + ", "
              + bold
              + "; expected finite numbers");
    }
  }

  public static StyleDifference between(StyleCounts a, StyleCounts b) {
    return new StyleDifference(
        ratio(a.length(), b.length()),
        ratio(a.headers(), b.headers()),
        ratio(a.lists(), b.lists()),
        ratio(a.bold(), b.bold()));
  }

  private static float ratio(long a, long b) {
    return (float) ((a - b) / (a + b + 1.0));
  }
}
