package dev.arena.votes.evaluation;

import java.time.Duration;

/**
 * What the evaluation reads and writes, and how long its windows last.
 *
 * @param battles the topic of battles
 * @param evaluation the topic of sums
 * @param champion the champion's topic of preferences; scorers on other topics are challengers
 * @param hours how long a window of an hour is kept after its end, by the service's clock
 * @param days the same for a window of a day
 */
public record EvaluationSettings(
    String battles, String evaluation, String champion, Duration hours, Duration days) {
  /** How long a window of an hour is kept unless configured. */
  public static final Duration HOURS = Duration.ofDays(7);

  /** How long a window of a day is kept unless configured. */
  public static final Duration DAYS = Duration.ofDays(400);
}
