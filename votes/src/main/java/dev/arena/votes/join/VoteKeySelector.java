package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.schemas.Vote;
import dev.arena.votes.battle.BattleKey;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Selects the pair's id as the key of each valid vote. For any other vote, throws the reason, so
 * that the error handler writes a dead letter.
 */
final class VoteKeySelector extends ContextualProcessor<byte[], Received<Vote>, String, JoinInput> {
  /**
   * The largest record of a vote, in bytes. The internal topic holds its bytes and its fields, and
   * must accept both.
   */
  static final int MAX_BYTES = 256 * 1024;

  private final InputBudget budget;

  /**
   * @param budget receives the offsets of processed records
   */
  VoteKeySelector(InputBudget budget) {
    this.budget = budget;
  }

  @Override
  public void process(Record<byte[], Received<Vote>> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    budget.answered(new TopicPartition(place.topic(), place.partition()), place.offset());
    Vote vote = record.value().value();
    requireSize(record.key(), record.value().bytes(), record.headers());
    VoteRules.requireValid(vote, place.topic(), record.timestamp());
    context()
        .forward(
            record
                .withKey(vote.getPairId())
                .withValue(input(vote, place, record.key(), record.value().bytes())));
  }

  private static VoteInput input(
      Vote vote, RecordMetadata place, byte @Nullable [] key, byte[] value) {
    Position position = new Position(place.partition(), place.offset());
    boolean anonymous = vote.getVoter() == null;
    return new VoteInput(
        vote.getKind(),
        anonymous
            ? BattleKey.anonymousVoter(place.topic(), place.partition(), place.offset())
            : vote.getVoter(),
        anonymous,
        VoteContent.of(vote, position),
        new VoteInput.Original(key, value));
  }

  private static void requireSize(byte @Nullable [] key, byte[] value, Headers headers) {
    long size = RecordSizeLimit.size(key, value, headers);
    if (size > MAX_BYTES) {
      throw new DeadLetterException(
          ReadReason.OVERSIZED,
          "the vote's key, value and headers have %,d bytes; expected at most %,d"
              .formatted(size, MAX_BYTES));
    }
  }
}
