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
   * Creates the record of a pair in a topic.
   *
   * @param offset the pair's offset
   * @param scoredAt kept in whole milliseconds
   */
  public static Preference of(ConversationPair pair, long offset, Score score, Instant scoredAt) {
    Preference preference = of(pair, score, scoredAt);
    preference.setPairOffset(offset);
    return preference;
  }

  /**
   * Creates the record of a pair that is in no topic.
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
        .setFacts(score.facts())
        .build();
  }
}
