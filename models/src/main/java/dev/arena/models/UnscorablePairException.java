package dev.arena.models;

/** Thrown for a pair that the model cannot score on any machine; other pairs are not affected. */
public final class UnscorablePairException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with the pair, and what was expected
   */
  public UnscorablePairException(String message) {
    super(message);
  }
}
