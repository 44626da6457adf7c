package dev.arena.schemas.csv;

/** What a reader does with a row that it cannot parse. */
public enum BadRows {
  /** Throw a {@link BadRowException} and read no further. */
  STOP,
  /** Log the row's fault at WARN, count it, and continue with the next row. */
  SKIP,
  /** Like {@link #SKIP}, but without logging: for reading the same file a second time. */
  SKIP_SILENTLY
}
