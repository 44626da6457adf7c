package dev.arena.statistics.rating;

/**
 * The votes do not determine what was to be estimated: the likelihood has no maximum. The message
 * says what was found, what was expected and what to do.
 */
public final class IndeterminateRatingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IndeterminateRatingException(String message) {
    super(message);
  }
}
