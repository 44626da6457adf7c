package dev.arena.statistics.rating;

/** What style control accounts for. The ordinal is the position in an array of features. */
public enum StyleFeature {
  LENGTH,
  HEADERS,
  LISTS,
  BOLD;

  static final int COUNT = values().length;
}
