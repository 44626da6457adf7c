package dev.arena.votes.join;

import dev.arena.schemas.Preference;
import org.jspecify.annotations.Nullable;

/**
 * What the join needs of a preference.
 *
 * @param partition the number of its partition, and of its pair's
 */
record PreferenceInput(int partition, PairDescription description, ScorerPrediction prediction)
    implements JoinInput {
  static PreferenceInput of(Preference preference, String topic, int partition) {
    return new PreferenceInput(
        partition,
        new PairDescription(
            preference.getFacts(),
            position(partition, preference.getPairOffset()),
            preference.getModelA(),
            preference.getModelB()),
        new ScorerPrediction(
            topic,
            preference.getModel(),
            preference.getWinnerModelA(),
            preference.getWinnerModelB(),
            preference.getWinnerTie(),
            preference.getScoredAt().toEpochMilli()));
  }

  private static @Nullable Position position(int partition, @Nullable Long offset) {
    return offset == null ? null : new Position(partition, offset);
  }
}
