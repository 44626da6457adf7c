package dev.arena.votes.leaderboard.live;

import dev.arena.cli.config.Configuration;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesTopics;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the leaderboard writes, and how boards are computed.
 *
 * @param leaderboard the topic of current boards
 * @param history the topic of one board a day
 * @param options of all boards, their methods aside
 * @param aliases names of models that are replaced by others
 * @param nanoTime measures how long boards take, in nanoseconds
 */
public record LeaderboardSettings(
    String leaderboard,
    String history,
    RatingOptions options,
    Map<String, String> aliases,
    LongSupplier nanoTime) {
  public LeaderboardSettings {
    aliases = Map.copyOf(aliases);
  }

  /**
   * The settings of a service.
   *
   * @param nanoTime measures how long boards take, in nanoseconds
   */
  public static LeaderboardSettings of(
      Configuration configuration, VotesTopics topics, LongSupplier nanoTime) {
    return new LeaderboardSettings(
        topics.leaderboard(),
        topics.history(),
        RatingOptions.DEFAULT.with(configuration.find(VotesKeys.LEADERBOARD_ANCHOR).orElse(null)),
        configuration.find(VotesKeys.LEADERBOARD_ALIASES).orElse(Map.of()),
        nanoTime);
  }
}
