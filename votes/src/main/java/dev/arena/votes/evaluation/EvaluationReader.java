package dev.arena.votes.evaluation;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;

/** Reads the current records of the topic of evaluations. */
final class EvaluationReader {
  private EvaluationReader() {}

  /**
   * The last record of each key, without those that were removed, in no particular order.
   *
   * @throws UserException if the cluster cannot be read, or if the topic holds something else
   */
  static List<LiveEvaluation> read(Connection connection, String topic)
      throws InterruptedException {
    connection.requireTopics(Map.of(topic, AclOperation.READ));
    Map<String, LiveEvaluation> current = new HashMap<>();
    try (Serde<LiveEvaluation> serde = ArenaSerdes.evaluations(connection.registry());
        TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(
          record -> {
            String key =
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
              current.remove(key);
            } else {
              current.put(key, evaluation(record, serde));
            }
            return true;
          });
    } catch (InterruptException interrupted) {
      throw new InterruptedException("reading evaluations was interrupted");
    }
    return new ArrayList<>(current.values());
  }

  private static LiveEvaluation evaluation(
      ConsumerRecord<byte[], byte[]> record, Serde<LiveEvaluation> serde) {
    try {
      return serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, "an evaluation", "");
      throw new UserException(
          "%s-%d offset %d is not an evaluation (%s); expected the topic that ./arena votes run writes. Check arena.topic.evaluation and registry.url."
              .formatted(
                  record.topic(), record.partition(), record.offset(), unreadable.getMessage()),
          unreadable);
    }
  }
}
