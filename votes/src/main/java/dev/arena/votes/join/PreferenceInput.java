package dev.arena.votes.join;

import dev.arena.schemas.Preference;
import org.jspecify.annotations.Nullable;

/**
 * What the join needs of a preference.
 *
 * @param partition the number of its partition, and of its pair's
 * @param recordedAt own timestamp of its record, which a scorer copies from the pair's record
 */
record PreferenceInput(
    int partition, long recordedAt, PairDescription description, ScorerPrediction prediction)
    implements JoinInput {
  static PreferenceInput of(Preference preference, String topic, int partition, long recordedAt) {
    return new PreferenceInput(
        partition,
        recordedAt,
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
