package dev.arena.schemas.failure;

import org.jspecify.annotations.Nullable;

/**
 * An error that the user can repair: a missing file, a bad row, an unreachable broker.
 *
 * <p>The message says what was found, what was expected, and what to do; commands print it without
 * a stack trace and exit with code 1. A defect in Arena itself is never reported this way.
 */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, what was expected, what to do
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * @param message what was found, what was expected, what to do
   * @param cause the underlying exception, for logs at DEBUG
   */
  public UserException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
