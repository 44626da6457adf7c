package dev.arena.kafka.health;

import java.time.Instant;

/**
 * The result of a {@link Check}.
 *
 * @param up whether the check passed
 * @param reason a short sentence without secrets
 * @param since when {@code up} last changed
 */
public record CheckResult(boolean up, String reason, Instant since) {
  /** A passed check. */
  public static CheckResult up(String reason, Instant since) {
    return new CheckResult(true, reason, since);
  }

  /** A failed check. */
  public static CheckResult down(String reason, Instant since) {
    return new CheckResult(false, reason, since);
  }

  /** A later result of the same check; keeps {@link #since} unless {@link #up} has changed. */
  public CheckResult then(boolean nowUp, String nowReason, Instant now) {
    return new CheckResult(nowUp, nowReason, nowUp == up ? since : now);
  }
}
