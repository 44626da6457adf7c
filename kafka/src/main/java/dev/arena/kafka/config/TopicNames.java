package dev.arena.kafka.config;

import java.util.List;

/**
 * The three topics of one scorer.
 *
 * @param pairs read
 * @param preferences written, one for each pair that can be scored
 * @param deadLetters written, one for each pair that cannot
 */
public record TopicNames(String pairs, String preferences, String deadLetters) {
  /** All three. */
  public List<String> all() {
    return List.of(pairs, preferences, deadLetters);
  }
}
