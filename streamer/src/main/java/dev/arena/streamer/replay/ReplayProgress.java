package dev.arena.streamer.replay;

/**
 * Counts of one replay.
 *
 * @param sent rows given to the producer
 * @param answered rows with a preference
 * @param deadLetters rows in the dead-letter topic
 * @param missing rows that were given up on, or that the broker refused
 * @param duplicates answers beyond the first one of a row
 */
public record ReplayProgress(
    long sent, long answered, long deadLetters, long missing, long duplicates) {
  static final ReplayProgress NOTHING = new ReplayProgress(0, 0, 0, 0, 0);

  /** Rows that were sent and have no result yet. */
  public long outstanding() {
    return sent - answered - deadLetters - missing;
  }
}
