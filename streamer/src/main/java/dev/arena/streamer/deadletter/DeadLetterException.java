package dev.arena.streamer.deadletter;

/**
 * The record at hand, and only it, can never be scored. Whoever throws this asks for a dead letter;
 * any other exception means that something around the record is broken, and stops the scorer.
 *
 * <p>Kafka Streams writes message and stack trace into the dead letter's headers; so there is no
 * stack trace and no cause here, and a dead letter is little larger than its record.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  /**
   * @param message what is wrong with the record and what was expected; goes into the dead letter's
   *     headers, cut to its first {@value #MOST_CHARACTERS} characters
   */
  public DeadLetterException(String message) {
    super(
        message.length() <= MOST_CHARACTERS
            ? message
            : message.substring(0, MOST_CHARACTERS) + "...",
        null,
        false,
        false);
  }
}
