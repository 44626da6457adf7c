package dev.arena.streamer.replay;

import java.time.Duration;

/**
 * The end of a replay.
 *
 * @param run the run's id, as in the header {@code arena.replay.run} of its records
 * @param counts what became of the rows
 * @param skipped bad rows that were left out of the files
 * @param elapsed from the first row to the last one accounted for, or sent
 */
public record ReplaySummary(String run, ReplayProgress counts, long skipped, Duration elapsed) {}
