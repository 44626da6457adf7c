package dev.arena.lab.soak;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is soaked.
 *
 * @param bundle the model that scores
 * @param input CSV file of the pairs that are sent
 * @param perSecond pairs, bad records included
 * @param duration for how long they are sent
 * @param every how often the scorer is looked at; at most a sixth of the duration
 */
record SoakOptions(Path bundle, String input, double perSecond, Duration duration, Duration every) {
  static final int PARTS = 6;

  SoakOptions {
    if (!(perSecond > 0) || every.isZero() || every.multipliedBy(PARTS).compareTo(duration) > 0) {
      throw new IllegalArgumentException(
          "%s pairs/s for %s, looked at every %s; expected more than 0, and six looks or more"
              .formatted(perSecond, duration, every));
    }
  }

  /** How many records are sent. */
  int records() {
    return (int) Math.max(1, Math.round(perSecond * duration.toNanos() / 1e9));
  }
}
