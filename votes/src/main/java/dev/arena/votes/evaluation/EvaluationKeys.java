package dev.arena.votes.evaluation;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.kafka.config.KafkaKeys;
import java.util.List;

/** The keys of the evaluation. */
public final class EvaluationKeys {
  /** The topic that sums are written to. */
  public static final ConfigKey<String> TOPIC_EVALUATION =
      ConfigKey.withDefault(
          "arena.topic.evaluation",
          KafkaKeys.NAME,
          "arena.evaluation",
          "The topic that the sums of the live evaluation are written to; it is compacted.");

  private static final ConfigTable TABLE = KafkaKeys.table(List.of(TOPIC_EVALUATION));

  private EvaluationKeys() {}

  /** The keys that the commands know, which only read. */
  public static ConfigTable table() {
    return TABLE;
  }
}
