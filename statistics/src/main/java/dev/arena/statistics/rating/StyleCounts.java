package dev.arena.statistics.rating;

/** The style of one answer: its length and how much Markdown it has. */
public record StyleCounts(int length, int headers, int lists, int bold) {
  public StyleCounts {
    if (length < 0 || headers < 0 || lists < 0 || bold < 0) {
      throw new IllegalArgumentException(
          "style counts are "
              + length
              + ", "
              + headers
              + ", "
              + lists
              + ", "
              + bold
              + "; expected no negative one");
    }
  }
}
