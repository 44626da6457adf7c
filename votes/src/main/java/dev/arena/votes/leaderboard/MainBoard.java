package dev.arena.votes.leaderboard;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.failure.UserException;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.evaluation.Slices;
import java.util.Optional;

/** Reads the live board of all votes of people, with Bradley-Terry. */
public final class MainBoard {
  private MainBoard() {}

  /**
   * The current board; empty if there is none.
   *
   * @param topic the topic of leaderboards
   * @throws UserException if the cluster cannot be read, or if the topic holds something else
   */
  public static Optional<Leaderboard> read(Connection connection, String topic)
      throws InterruptedException {
    try (LeaderboardReader reader = LeaderboardReader.open(connection, topic)) {
      return Optional.ofNullable(
          reader.board(BattleKey.HUMAN, Slices.ALL, BoardMethod.BRADLEY_TERRY));
    }
  }
}
