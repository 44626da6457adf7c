package dev.arena.kafka.client;

import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.failure.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The last record of each key of a compacted topic, without those that were removed. Values are
 * decoded when they are asked for. Not thread-safe.
 *
 * @param <T> the type of values
 */
public final class CompactedTopic<T> implements AutoCloseable {
  private final Contents<T> contents;
  private final Map<String, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();

  private CompactedTopic(Contents<T> contents) {
    this.contents = contents;
  }

  /**
   * What a topic holds.
   *
   * @param serde is closed with the topic
   * @param one a record, with its article, for messages
   * @param many several records, for messages
   * @param setting the key of the setting that names the topic
   */
  public record Contents<T>(Serde<T> serde, String one, String many, String setting) {}

  /**
   * Reads a topic to its end.
   *
   * @throws UserException if the cluster cannot be read
   */
  public static <T> CompactedTopic<T> read(
      Connection connection, String topic, Contents<T> contents) throws InterruptedException {
    CompactedTopic<T> read = new CompactedTopic<>(contents);
    try {
      connection.requireTopics(Map.of(topic, AclOperation.READ));
      try (TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
        tail.readToEnd(read::keep);
      }
    } catch (InterruptException interrupted) {
      read.close();
      throw new InterruptedException("reading %s was interrupted".formatted(contents.many()));
    } catch (RuntimeException | InterruptedException failed) {
      read.close();
      throw failed;
    }
    return read;
  }

  private boolean keep(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      records.remove(key);
    } else {
      records.put(key, record);
    }
    return true;
  }

  /** The keys that have a value, as text. */
  public Set<String> keys() {
    return Set.copyOf(records.keySet());
  }

  /**
   * The value of a key; null if there is none.
   *
   * @throws UserException if the record holds something else
   */
  public @Nullable T find(String key) {
    ConsumerRecord<byte[], byte[]> record = records.get(key);
    return record == null ? null : value(record);
  }

  /**
   * All values, in no particular order.
   *
   * @throws UserException if a record holds something else
   */
  public List<T> values() {
    List<T> values = new ArrayList<>(records.size());
    records.values().forEach(record -> values.add(value(record)));
    return values;
  }

  private T value(ConsumerRecord<byte[], byte[]> record) {
    try {
      return contents
          .serde()
          .deserializer()
          .deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, contents.one(), "");
      throw new UserException(
          "%s-%d offset %d is not %s (%s); expected the topic that ./arena votes run writes. Check %s and registry.url."
              .formatted(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  contents.one(),
                  unreadable.getMessage(),
                  contents.setting()),
          unreadable);
    }
  }

  @Override
  public void close() {
    contents.serde().close();
  }
}
