package dev.arena.schemas.csv;

/** What a reader does with a row that it cannot parse. */
public enum BadRows {
  /** Throw a {@link BadRowException} and read no further. */
  STOP,
  /** Log the row's fault at WARN, count it, and continue with the next row. */
  SKIP,
  /** Like {@link #SKIP}, without logging, to read the same file a second time. */
  SKIP_SILENTLY
}
