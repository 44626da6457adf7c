package dev.arena.streamer.replay;

import dev.arena.schemas.Preference;

/** The result of a row. */
public sealed interface RowResult {
  /**
   * The row was scored.
   *
   * @param preference the scorer's answer
   */
  record Answered(Preference preference) implements RowResult {}

  /**
   * The row is in the dead-letter topic.
   *
   * @param reason the scorer's reason
   */
  record DeadLettered(String reason) implements RowResult {}

  /**
   * The row is in neither topic.
   *
   * @param reason what is known: that the broker refused the row, or that no answer came
   */
  record Missing(String reason) implements RowResult {}
}
