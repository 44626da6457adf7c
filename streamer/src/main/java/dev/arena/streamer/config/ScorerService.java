package dev.arena.streamer.config;

import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.kafka.config.ServiceTopics.SamePartitions;
import dev.arena.kafka.config.TopicNames;
import java.util.List;

/** Describes the scorer to the code that all services share. */
public final class ScorerService {
  /** The words with which messages describe the scorer. */
  public static final ServiceText TEXT =
      new ServiceText("scorer", "pair", "pairs", "scored", "preference and dead letter");

  /** More than a preference without names takes, including the batch overhead. */
  private static final long LEAST_PREFERENCE_BYTES = 2048;

  private ScorerService() {}

  /** The topics of a scorer, and what it expects of them. */
  public static ServiceTopics topics(TopicNames names) {
    return new ServiceTopics(
        TEXT,
        List.of(names.pairs()),
        List.of(
            new Output(
                names.preferences(),
                Cleanup.DELETE,
                LEAST_PREFERENCE_BYTES,
                new SamePartitions(
                    names.pairs(),
                    KafkaKeys.TOPIC_PREFERENCES,
                    "a preference goes to the same partition number as its pair"),
                false)),
        names.deadLetters());
  }
}
