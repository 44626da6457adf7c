package dev.arena.votes.evaluation;

import dev.arena.kafka.client.CompactedTopic;
import dev.arena.kafka.client.CompactedTopic.Contents;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.config.VotesKeys;
import java.util.List;

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
    Contents<LiveEvaluation> contents =
        new Contents<>(
            ArenaSerdes.evaluations(connection.registry()),
            "an evaluation",
            "evaluations",
            VotesKeys.TOPIC_EVALUATION.name());
    try (CompactedTopic<LiveEvaluation> records =
        CompactedTopic.read(connection, topic, contents)) {
      return records.values();
    }
  }
}
