package dev.arena.votes;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.service.ClusterPreconditions;
import dev.arena.schemas.Battle;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesService;
import dev.arena.votes.config.VotesTopics;
import dev.arena.votes.evaluation.EvaluationCodec;
import dev.arena.votes.evaluation.EvaluationListener;
import dev.arena.votes.evaluation.EvaluationSettings;
import dev.arena.votes.evaluation.EvaluationTopology;
import dev.arena.votes.join.JoinTopology;
import dev.arena.votes.leaderboard.live.LeaderboardCodec;
import dev.arena.votes.leaderboard.live.LeaderboardListener;
import dev.arena.votes.leaderboard.live.LeaderboardSettings;
import dev.arena.votes.leaderboard.live.LeaderboardTopology;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;

/**
 * The topology of the votes service: the join, then what reads its battles.
 *
 * @param listener receives the sums of the evaluation
 * @param board what the leaderboard needs
 */
record VotesTopology(
    VotesTopics topics,
    JoinTopology join,
    EvaluationCodec evaluation,
    EvaluationListener listener,
    Board board) {
  /**
   * What the leaderboard needs.
   *
   * @param listener receives the state of boards
   */
  record Board(
      LeaderboardSettings settings, LeaderboardCodec codec, LeaderboardListener listener) {}

  /** What the service needs of its cluster. */
  static ClusterPreconditions preconditions(Configuration configuration, VotesTopics topics) {
    String applicationId = configuration.get(VotesKeys.APPLICATION_ID);
    List<String> internal = new ArrayList<>(JoinTopology.internalTopics(applicationId));
    internal.addAll(EvaluationTopology.internalTopics(applicationId));
    internal.addAll(LeaderboardTopology.internalTopics(applicationId));
    return VotesService.preconditions(configuration, topics, internal);
  }

  /** Assembles the topology of one run. */
  Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    join.addStreams(builder);
    KStream<String, Battle> battles =
        EvaluationTopology.allBattles(builder, topics.battles(), evaluation);
    EvaluationTopology.addTo(
        battles,
        new EvaluationSettings(
            topics.battles(),
            topics.evaluation(),
            topics.champion(),
            EvaluationSettings.HOURS,
            EvaluationSettings.DAYS),
        evaluation,
        listener);
    LeaderboardTopology.addTo(battles, board.settings(), board.codec(), board.listener());
    Topology topology = builder.build();
    join.addSinks(topology);
    return topology;
  }
}
