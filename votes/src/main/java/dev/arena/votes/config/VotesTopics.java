package dev.arena.votes.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.kafka.config.ServiceSchemas.Subject;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The topics of the votes service.
 *
 * @param votes an input
 * @param preferences the other inputs, one for each scorer
 * @param battles receives one record for each change of a battle, and is read for the evaluation
 * @param evaluation receives the sums of the live evaluation
 * @param leaderboard receives the current leaderboards
 * @param history receives one leaderboard a day
 * @param deadLetters receives one record for each vote or preference that cannot be joined
 */
public record VotesTopics(
    String votes,
    List<String> preferences,
    String battles,
    String evaluation,
    String leaderboard,
    String history,
    String deadLetters) {
  public VotesTopics {
    preferences = List.copyOf(preferences);
  }

  /**
   * The configured topics.
   *
   * @throws UsageException if two of them are the same
   */
  public static VotesTopics of(Configuration configuration) {
    VotesTopics topics =
        new VotesTopics(
            configuration.get(KafkaKeys.TOPIC_VOTES),
            configuration
                .find(VotesKeys.PREFERENCE_TOPICS)
                .orElseGet(() -> List.of(configuration.get(KafkaKeys.TOPIC_PREFERENCES))),
            configuration.get(VotesKeys.TOPIC_BATTLES),
            configuration.get(VotesKeys.TOPIC_EVALUATION),
            configuration.get(VotesKeys.TOPIC_LEADERBOARD),
            configuration.get(VotesKeys.TOPIC_LEADERBOARD_HISTORY),
            configuration.get(VotesKeys.TOPIC_DEAD_LETTERS));
    List<String> all = new ArrayList<>(topics.inputs());
    all.add(topics.battles());
    all.add(topics.evaluation());
    all.add(topics.leaderboard());
    all.add(topics.history());
    all.add(topics.deadLetters());
    if (Set.copyOf(all).size() < all.size()) {
      throw new UsageException(
          "arena.topic.votes is %s, the topics of preferences are %s, arena.topic.battles is %s, arena.topic.evaluation %s, arena.topic.leaderboard %s, arena.topic.leaderboard.history %s, and arena.topic.votes.dlq %s; expected different topics. Give each a different name."
              .formatted(
                  topics.votes(),
                  String.join(", ", topics.preferences()),
                  topics.battles(),
                  topics.evaluation(),
                  topics.leaderboard(),
                  topics.history(),
                  topics.deadLetters()));
    }
    return topics;
  }

  /** The topics that are joined. */
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(votes));
    inputs.addAll(preferences);
    return inputs;
  }

  /** The champion's topic of preferences, with which the others are compared. */
  public String champion() {
    return preferences.get(0);
  }

  /** The schemas of votes, preferences, battles, evaluations and leaderboards. */
  public ServiceSchemas schemas() {
    List<Subject> read = new ArrayList<>();
    read.add(new Subject(votes, KafkaKeys.TOPIC_VOTES, ArenaSerdes.voteSchema()));
    for (String topic : preferences) {
      read.add(new Subject(topic, KafkaKeys.TOPIC_PREFERENCES, ArenaSerdes.preferenceSchema()));
    }
    return new ServiceSchemas(
        read,
        List.of(
            new Subject(battles, VotesKeys.TOPIC_BATTLES, ArenaSerdes.battleSchema()),
            new Subject(evaluation, VotesKeys.TOPIC_EVALUATION, ArenaSerdes.evaluationSchema()),
            new Subject(leaderboard, VotesKeys.TOPIC_LEADERBOARD, ArenaSerdes.leaderboardSchema()),
            new Subject(
                history, VotesKeys.TOPIC_LEADERBOARD_HISTORY, ArenaSerdes.leaderboardSchema())));
  }
}
