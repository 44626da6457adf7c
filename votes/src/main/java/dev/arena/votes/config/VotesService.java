package dev.arena.votes.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.InputTimestamps;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.kafka.service.ClusterPreconditions;
import java.util.List;

/** Describes the votes service to the code that all services share. */
public final class VotesService {
  /** The words with which messages describe the votes service. */
  public static final ServiceText TEXT =
      new ServiceText("votes service", "vote", "votes", "joined", "battle and dead letter");

  /**
   * More than the largest battle takes: what it has from a vote, from a preference, and the names
   * of the bundles that scored its pair.
   */
  private static final long LEAST_BATTLE_BYTES = 512 * 1024;

  /**
   * More than the largest sums take: those of a scorer with the names of the 16 bundles that it is
   * compared with.
   */
  private static final long LEAST_EVALUATION_BYTES = 64 * 1024;

  /** More than the largest leaderboard takes: one with 500 models, whose names are the longest. */
  private static final long LEAST_LEADERBOARD_BYTES = 512 * 1024;

  private VotesService() {}

  /**
   * What the service needs of its cluster.
   *
   * @param internal the topics that Kafka Streams creates for it
   */
  public static ClusterPreconditions preconditions(
      Configuration configuration, VotesTopics topics, List<String> internal) {
    return new ClusterPreconditions(
        configuration,
        configuration.get(VotesKeys.APPLICATION_ID),
        topics(topics, internal),
        topics.schemas());
  }

  private static ServiceTopics topics(VotesTopics topics, List<String> internal) {
    return new ServiceTopics(
        TEXT,
        topics.inputs(),
        List.of(
            new Output(topics.battles(), Cleanup.COMPACT, LEAST_BATTLE_BYTES).alsoRead(),
            new Output(topics.evaluation(), Cleanup.COMPACT, LEAST_EVALUATION_BYTES),
            new Output(topics.leaderboard(), Cleanup.COMPACT, LEAST_LEADERBOARD_BYTES),
            new Output(topics.history(), Cleanup.COMPACT, LEAST_LEADERBOARD_BYTES)),
        topics.deadLetters(),
        InputTimestamps.OF_PRODUCERS,
        internal);
  }
}
