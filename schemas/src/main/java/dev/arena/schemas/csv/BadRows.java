package dev.arena.schemas.csv;

/** What a reader does with a row that cannot be understood. */
public enum BadRows {
  /** Throw a {@link BadRowException} and read no further. */
  STOP,
  /** Log the row's fault at WARN, count it, and continue with the next row. */
  SKIP,
  /** As {@link #SKIP}, without a word: for a second reading of the same file. */
  SKIP_SILENTLY
}
