package dev.arena.models;

/** A pair that no attempt can score, on this machine or another; others are not affected. */
public final class UnscorablePairException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with the pair, and what was expected
   */
  public UnscorablePairException(String message) {
    super(message);
  }
}
