package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.deadletter.VoteReason;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.schemas.Preference;
import dev.arena.votes.join.JoinCounts.Event;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Selects the pair's id as the key of each preference, and what the join needs of it as the value.
 * A preference that no vote can be joined with, because no vote may have its id, is skipped.
 */
final class PreferenceKeySelector
    extends ContextualProcessor<byte[], Received<Preference>, String, JoinInput> {
  /** The largest preference, in bytes; a usual one has a few hundred. The join remembers it. */
  static final int MAX_BYTES = 64 * 1024;

  /**
   * The longest name of a bundle, in characters. A pair may have many, and a battle has them all.
   */
  static final int MAX_MODEL = 512;

  private final InputBudget budget;
  private final JoinCounts counts;

  /**
   * @param budget receives the offsets of processed records
   */
  PreferenceKeySelector(InputBudget budget, JoinCounts counts) {
    this.budget = budget;
    this.counts = counts;
  }

  @Override
  public void process(Record<byte[], Received<Preference>> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    budget.answered(new TopicPartition(place.topic(), place.partition()), place.offset());
    Preference preference = record.value().value();
    if (!VoteRules.isPairId(preference.getId())) {
      counts.add(Event.PREFERENCE_IGNORED);
      return;
    }
    requireSize(record.value().bytes());
    requireModel(preference.getModel());
    requireProbability("winner_model_a", preference.getWinnerModelA());
    requireProbability("winner_model_b", preference.getWinnerModelB());
    requireProbability("winner_tie", preference.getWinnerTie());
    context()
        .forward(
            new Record<String, JoinInput>(
                preference.getId(),
                PreferenceInput.of(preference, place.topic(), place.partition()),
                record.timestamp(),
                new RecordHeaders()));
  }

  private static void requireSize(byte[] value) {
    if (value.length > MAX_BYTES) {
      throw new DeadLetterException(
          ReadReason.OVERSIZED,
          "the preference has %,d bytes; expected at most %,d".formatted(value.length, MAX_BYTES));
    }
  }

  private static void requireModel(String model) {
    if (model.isBlank() || model.length() > MAX_MODEL) {
      throw new DeadLetterException(
          VoteReason.INVALID,
          "model is blank or has %,d characters; expected 1 to %,d"
              .formatted(model.length(), MAX_MODEL));
    }
  }

  private static void requireProbability(String field, double probability) {
    // written so that NaN fails
    if (!(probability >= 0 && probability <= 1)) {
      throw new DeadLetterException(
          VoteReason.INVALID, "%s is %s; expected 0 to 1".formatted(field, probability));
    }
  }
}
