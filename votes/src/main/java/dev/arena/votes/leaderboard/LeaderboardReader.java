package dev.arena.votes.leaderboard;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.battle.JsonArrays;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The current boards of the topic of leaderboards. Not thread-safe.
 *
 * @param records the last record of each key, without those that were removed
 */
record LeaderboardReader(
    Map<String, ConsumerRecord<byte[], byte[]>> records, Serde<Leaderboard> serde)
    implements AutoCloseable {
  /**
   * Reads the topic to its end.
   *
   * @throws UserException if the cluster cannot be read
   */
  static LeaderboardReader open(Connection connection, String topic) throws InterruptedException {
    connection.requireTopics(Map.of(topic, AclOperation.READ));
    Map<String, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();
    try (TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            String key =
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
              records.remove(key);
            } else {
              records.put(key, record);
            }
            return true;
          });
    } catch (InterruptException interrupted) {
      throw new InterruptedException("reading leaderboards was interrupted");
    }
    return new LeaderboardReader(records, ArenaSerdes.leaderboards(connection.registry()));
  }

  /**
   * The board of a kind, slice and method; null if there is none.
   *
   * @throws UserException if its record cannot be read
   */
  @Nullable Leaderboard board(String kind, String slice, BoardMethod method) {
    ConsumerRecord<byte[], byte[]> record =
        records.get(JsonArrays.text(List.of(kind, slice, method.toString())));
    return record == null ? null : leaderboard(record);
  }

  /** The slices with boards of a kind of votes, in their order. */
  List<String> slices(String kind) {
    SortedSet<String> slices = new TreeSet<>();
    for (String key : records.keySet()) {
      List<String> parts = parts(key);
      if (parts.size() == 3 && parts.get(0).equals(kind)) {
        slices.add(parts.get(1));
      }
    }
    return List.copyOf(slices);
  }

  private static List<String> parts(String key) {
    try {
      return JsonArrays.texts(key);
    } catch (IllegalArgumentException otherRecord) {
      return List.of();
    }
  }

  @Override
  public void close() {
    serde.close();
  }

  private Leaderboard leaderboard(ConsumerRecord<byte[], byte[]> record) {
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
