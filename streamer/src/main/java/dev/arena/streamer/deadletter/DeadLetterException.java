package dev.arena.streamer.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * The record at hand, and only it, can never be scored. Whoever throws this asks for a dead letter;
 * any other exception means that something around the record is broken, and stops the scorer.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with the record and what was expected; goes into the dead letter's
   *     headers
   */
  public DeadLetterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
