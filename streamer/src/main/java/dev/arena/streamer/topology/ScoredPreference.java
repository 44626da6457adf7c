package dev.arena.streamer.topology;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Creates the {@link Preference} record for a pair and its score. */
public final class ScoredPreference {
  private ScoredPreference() {}

  /**
   * Creates the record.
   *
   * @param scoredAt kept in whole milliseconds
   */
  public static Preference of(ConversationPair pair, Score score, Instant scoredAt) {
    Probabilities probabilities = score.probabilities();
    return Preference.newBuilder()
        .setId(pair.getId())
        .setWinnerModelA(probabilities.a())
        .setWinnerModelB(probabilities.b())
        .setWinnerTie(probabilities.tie())
        .setModel(score.model())
        .setTokens(score.tokens())
        .setTruncated(score.truncated())
        .setScoredAt(scoredAt.truncatedTo(ChronoUnit.MILLIS))
        .setModelA(pair.getModelA())
        .setModelB(pair.getModelB())
        .build();
  }
}
