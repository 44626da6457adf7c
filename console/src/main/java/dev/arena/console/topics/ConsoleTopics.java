package dev.arena.console.topics;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.failure.UsageException;
import dev.arena.votes.config.VotesTopics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics that the console reads. Immutable.
 *
 * @param kinds what each holds, in the order in which they are shown
 */
public record ConsoleTopics(Map<String, TopicKind> kinds) {
  public ConsoleTopics {
    kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
  }

  /**
   * The configured topics: those of the scorer and of the votes service.
   *
   * @throws UsageException if two of them are the same
   */
  public static ConsoleTopics of(Configuration configuration) {
    VotesTopics votes = VotesTopics.of(configuration);
    Map<String, TopicKind> kinds = new LinkedHashMap<>();
    put(kinds, configuration.get(KafkaKeys.TOPIC_PAIRS), TopicKind.PAIRS);
    votes.preferences().forEach(topic -> put(kinds, topic, TopicKind.PREFERENCES));
    put(kinds, votes.votes(), TopicKind.VOTES);
    put(kinds, votes.battles(), TopicKind.BATTLES);
    put(kinds, votes.evaluation(), TopicKind.EVALUATION);
    put(kinds, votes.leaderboard(), TopicKind.LEADERBOARD);
    put(kinds, configuration.get(KafkaKeys.TOPIC_DEAD_LETTERS), TopicKind.DEAD_LETTERS);
    put(kinds, votes.deadLetters(), TopicKind.DEAD_LETTERS);
    return new ConsoleTopics(kinds);
  }

  private static void put(Map<String, TopicKind> kinds, String topic, TopicKind kind) {
    if (kinds.put(topic, kind) != null) {
      throw new UsageException(
          "two of the keys arena.topic.* and arena.votes.preference.topics name the topic %s; expected a topic of its own for each. Give each a different name."
              .formatted(topic));
    }
  }

  /** The names of the topics of a kind. */
  public List<String> of(TopicKind kind) {
    return kinds.entrySet().stream()
        .filter(each -> each.getValue() == kind)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The topic of pairs. */
  String pairs() {
    return of(TopicKind.PAIRS).get(0);
  }

  /** The topic of battles. */
  String battles() {
    return of(TopicKind.BATTLES).get(0);
  }
}
