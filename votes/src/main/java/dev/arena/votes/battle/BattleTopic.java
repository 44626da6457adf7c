package dev.arena.votes.battle;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Battle;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Reads the topic of battles for a command. */
public final class BattleTopic {
  private BattleTopic() {}

  /**
   * Passes on the committed records that are in the topic now. A later record of a key replaces its
   * earlier ones.
   *
   * @param receiver takes a key and its battle; null if the vote was withdrawn
   * @throws UserException if the cluster cannot be read, or if the topic holds something else
   */
  public static void read(
      Connection connection, String topic, BiConsumer<BattleKey, @Nullable Battle> receiver) {
    try (Serde<Battle> serde = ArenaSerdes.battles(connection.registry());
        TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            BattleKey key = key(record);
            receiver.accept(key, record.value() == null ? null : battle(record, serde));
            return true;
          });
    }
  }

  private static BattleKey key(ConsumerRecord<byte[], byte[]> record) {
    try {
      return BattleKey.parse(
          record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException other) {
      throw unexpected(record, other);
    }
  }

  private static Battle battle(ConsumerRecord<byte[], byte[]> record, Serde<Battle> serde) {
    try {
      return serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, "a battle", "");
      throw unexpected(record, unreadable);
    }
  }

  private static UserException unexpected(
      ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {
    return new UserException(
        "%s-%d offset %d is not a battle (%s); expected the topic that ./arena votes run writes. Check arena.topic.battles and registry.url."
            .formatted(record.topic(), record.partition(), record.offset(), cause.getMessage()),
        cause);
  }
}
