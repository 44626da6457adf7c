package dev.arena.models;

import dev.arena.models.network.RunStatistics;
import java.time.Duration;

/**
 * The work of a {@link PreferenceScorer} since it was opened, including its golden pairs. Times are
 * summed over threads.
 *
 * @param tokenize time to compute sequences and features of pairs
 * @param runs runs of the encoder
 * @param head time to compute probabilities from vectors
 */
public record ScoringStatistics(Duration tokenize, RunStatistics runs, Duration head) {
  /** Adds the work of an earlier scorer. */
  public ScoringStatistics after(ScoringStatistics earlier) {
    return new ScoringStatistics(
        earlier.tokenize.plus(tokenize), runs.after(earlier.runs), earlier.head.plus(head));
  }
}
