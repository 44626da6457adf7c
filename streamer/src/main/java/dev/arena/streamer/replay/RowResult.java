package dev.arena.streamer.replay;

import dev.arena.schemas.Preference;

/** What became of a row that was to be sent. */
public sealed interface RowResult {
  /**
   * It was scored.
   *
   * @param preference what the scorer says
   */
  record Answered(Preference preference) implements RowResult {}

  /**
   * It is in the dead-letter topic.
   *
   * @param reason why, in the scorer's words
   */
  record DeadLettered(String reason) implements RowResult {}

  /**
   * It is in neither topic.
   *
   * @param reason what is known: the broker refused it, or no answer came
   */
  record Missing(String reason) implements RowResult {}
}
