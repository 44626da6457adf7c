package dev.arena.kafka.config;

import dev.arena.kafka.config.ServiceSchemas.Subject;
import dev.arena.schemas.serde.ArenaSerdes;
import java.util.List;

/**
 * The three topics of one scorer.
 *
 * @param pairs the input
 * @param preferences receives one record for each pair that can be scored
 * @param deadLetters receives one record for each pair that cannot
 */
public record TopicNames(String pairs, String preferences, String deadLetters) {
  /** All three topics. */
  public List<String> all() {
    return List.of(pairs, preferences, deadLetters);
  }

  /** The schemas of pairs and preferences. */
  public ServiceSchemas schemas() {
    return new ServiceSchemas(
        List.of(new Subject(pairs, KafkaKeys.TOPIC_PAIRS, ArenaSerdes.pairSchema())),
        List.of(
            new Subject(preferences, KafkaKeys.TOPIC_PREFERENCES, ArenaSerdes.preferenceSchema())));
  }
}
