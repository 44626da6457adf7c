package dev.arena.votes.evaluation;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.schemas.Battle;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** How the value of a battle's record is read. */
final class BattleRecord {
  private BattleRecord() {}

  /** Reads the topic of battles, where a null value is a withdrawn battle. */
  static Deserializer<ReadRecord<Optional<Battle>>> reader(
      Deserializer<ReadRecord<Battle>> battles) {
    return new Deserializer<>() {
      @Override
      public ReadRecord<Optional<Battle>> deserialize(String topic, byte @Nullable [] bytes) {
        throw new UnsupportedOperationException("records come with headers");
      }

      @Override
      public ReadRecord<Optional<Battle>> deserialize(
          String topic, Headers headers, byte @Nullable [] bytes) {
        return bytes == null
            ? new ReadRecord.Value<>(Optional.empty())
            : optional(battles.deserialize(topic, headers, bytes));
      }

      @Override
      public void close() {
        battles.close();
      }
    };
  }

  private static ReadRecord<Optional<Battle>> optional(ReadRecord<Battle> read) {
    if (read instanceof ReadRecord.Value<Battle> battle) {
      return new ReadRecord.Value<>(Optional.of(battle.value()));
    } else if (read instanceof ReadRecord.UnknownSchema<Battle> unknown) {
      return new ReadRecord.UnknownSchema<>(unknown.id());
    }
    return new ReadRecord.Poison<>(((ReadRecord.Poison<Battle>) read).reason());
  }
}
