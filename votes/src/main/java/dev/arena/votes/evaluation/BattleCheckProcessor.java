package dev.arena.votes.evaluation;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.schemas.Battle;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Forwards battles with the text of their key. For a key that is not a battle's, throws the reason,
 * so that the error handler writes a dead letter.
 */
final class BattleCheckProcessor
    extends ContextualProcessor<byte[], Optional<Battle>, String, Battle> {
  private final InputBudget budget;

  /**
   * @param budget receives the offsets of processed records
   */
  BattleCheckProcessor(InputBudget budget) {
    this.budget = budget;
  }

  @Override
  public void process(Record<byte[], Optional<Battle>> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    budget.answered(new TopicPartition(place.topic(), place.partition()), place.offset());
    context()
        .forward(new Record<>(key(record.key()), record.value().orElse(null), record.timestamp()));
  }

  private static String key(byte @Nullable [] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    try {
      BattleKey.parse(text);
      return text;
    } catch (IllegalArgumentException notABattles) {
      throw new DeadLetterException(
          ReadReason.BODY,
          "the key (%d bytes) is not that of a battle; expected a JSON array of pair_id, kind and voter. Only the votes service may write to this topic."
              .formatted(key == null ? 0 : key.length));
    }
  }
}
