package dev.arena.kafka.config;

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
}
