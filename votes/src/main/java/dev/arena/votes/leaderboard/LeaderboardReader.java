package dev.arena.votes.leaderboard;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;

/** Reads the current boards of the topic of leaderboards. */
final class LeaderboardReader {
  private LeaderboardReader() {}

  /**
   * The last record of each key, without those that were removed, by the text of the key.
   *
   * @throws UserException if the cluster cannot be read, or if the topic holds something else
   */
  static Map<String, Leaderboard> read(Connection connection, String topic)
      throws InterruptedException {
    connection.requireTopics(Map.of(topic, AclOperation.READ));
    Map<String, Leaderboard> current = new TreeMap<>();
    try (Serde<Leaderboard> serde = ArenaSerdes.leaderboards(connection.registry());
        TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            String key =
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
              current.remove(key);
            } else {
              current.put(key, leaderboard(record, serde));
            }
            return true;
          });
    } catch (InterruptException interrupted) {
      throw new InterruptedException("reading leaderboards was interrupted");
    }
    return current;
  }

  private static Leaderboard leaderboard(
      ConsumerRecord<byte[], byte[]> record, Serde<Leaderboard> serde) {
    try {
      return serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, "a leaderboard", "");
      throw new UserException(
          "%s-%d offset %d is not a leaderboard (%s); expected the topic that ./arena votes run writes. Check arena.topic.leaderboard and registry.url."
              .formatted(
                  record.topic(), record.partition(), record.offset(), unreadable.getMessage()),
          unreadable);
    }
  }
}
