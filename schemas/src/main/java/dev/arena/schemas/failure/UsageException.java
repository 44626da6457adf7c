package dev.arena.schemas.failure;

/**
 * An error in the command line or the configuration: an unknown key, a value out of range, two
 * options that exclude each other.
 *
 * <p>It is thrown before anything is opened or started; commands print the message without a stack
 * trace and exit with code 2.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, what was expected, what to do
   */
  public UsageException(String message) {
    super(message);
  }
}
