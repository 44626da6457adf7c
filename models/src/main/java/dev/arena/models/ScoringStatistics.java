package dev.arena.models;

import dev.arena.models.network.RunStatistics;
import java.time.Duration;

/**
 * What a {@link PreferenceScorer} has done since it was opened, its golden pairs included. Times
 * are those of threads, added up.
 *
 * @param tokenize time for making sequences and features of pairs
 * @param runs of the encoder
 * @param head time for making probabilities of vectors
 */
public record ScoringStatistics(Duration tokenize, RunStatistics runs, Duration head) {
  /** With what another scorer did before added. */
  public ScoringStatistics after(ScoringStatistics earlier) {
    return new ScoringStatistics(
        earlier.tokenize.plus(tokenize), runs.after(earlier.runs), earlier.head.plus(head));
  }
}
