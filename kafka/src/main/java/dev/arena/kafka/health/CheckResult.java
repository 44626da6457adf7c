package dev.arena.kafka.health;

import java.time.Instant;

/**
 * What a look at one {@link Check} came to.
 *
 * @param up whether all is well
 * @param reason a short sentence without secrets
 * @param since when it became so
 */
public record CheckResult(boolean up, String reason, Instant since) {
  /** All is well. */
  public static CheckResult up(String reason, Instant since) {
    return new CheckResult(true, reason, since);
  }

  /** Something is out of order. */
  public static CheckResult down(String reason, Instant since) {
    return new CheckResult(false, reason, since);
  }

  /** A later finding of the same check: as old as this one, unless it differs in {@link #up}. */
  public CheckResult then(boolean nowUp, String nowReason, Instant now) {
    return new CheckResult(nowUp, nowReason, nowUp == up ? since : now);
  }
}
