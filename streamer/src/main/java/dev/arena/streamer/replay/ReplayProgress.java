package dev.arena.streamer.replay;

/**
 * Counts of one replay.
 *
 * @param sent rows given to the producer
 * @param answered rows with a preference
 * @param deadLetters rows in the dead-letter topic
 * @param missing rows given up, or refused by the broker
 * @param duplicates answers beyond the first one of a row
 */
public record ReplayProgress(
    long sent, long answered, long deadLetters, long missing, long duplicates) {
  static final ReplayProgress NOTHING = new ReplayProgress(0, 0, 0, 0, 0);

  /** Rows that are neither answered, dead letters, nor given up. */
  public long outstanding() {
    return sent - answered - deadLetters - missing;
  }
}
