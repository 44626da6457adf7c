package dev.arena.schemas.csv;

import dev.arena.schemas.failure.UserException;

/**
 * Thrown when a row of a file cannot be parsed, although the rest of the file can.
 *
 * <p>The message contains at most 20 characters of the row, so it may be logged.
 */
public final class BadRowException extends UserException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final String fault;

  /**
   * A bad row.
   *
   * @param fault what was found and expected, without a full stop
   */
  public BadRowException(String file, long line, String fault) {
    super(
        "%s:%d: %s. Fix the row, or pass --skip-bad-rows to skip and count it."
            .formatted(file, line, fault));
    this.file = file;
    this.line = line;
    this.fault = fault;
  }

  /** The file's name, as given to the reader. */
  public String file() {
    return file;
  }

  /** Line on which the row begins, counted from 1. */
  public long line() {
    return line;
  }

  /** What was found and expected, without location or advice. */
  public String fault() {
    return fault;
  }
}
