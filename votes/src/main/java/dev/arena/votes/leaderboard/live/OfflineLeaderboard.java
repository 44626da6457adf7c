package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.battle.BattleKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The leaderboards of given battles, computed at once, without Kafka. */
public final class OfflineLeaderboard {
  private OfflineLeaderboard() {}

  /**
   * Returns what the topic of leaderboards must hold in the end if there is no anchor and there are
   * no aliases: the last record of each key that was not removed. Each was computed at {@link
   * Instant#EPOCH}.
   *
   * @param battles by the text of the key, as in the topic of battles
   */
  public static Map<String, Leaderboard> of(Map<String, Battle> battles) {
    LiveVotes votes = new LiveVotes(Map.of());
    battles.forEach(
        (key, battle) ->
            RatedBattle.of(battle).ifPresent(rated -> votes.replace(BattleKey.parse(key), rated)));
    return of(votes);
  }

  /** Computes all boards, in the order of the queue. */
  static Map<String, Leaderboard> of(LiveVotes votes) {
    LiveBoards boards = new LiveBoards(votes, RatingOptions.DEFAULT);
    RefitQueue queue = new RefitQueue(votes.groups(), List.of());
    Map<String, Leaderboard> records = new HashMap<>();
    for (Optional<BoardKey> next = next(queue); next.isPresent(); next = next(queue)) {
      BoardKey key = next.get();
      boards.compute(key, Instant.EPOCH).ifPresent(board -> records.put(key.text(), board));
      queue.done(key, 0, 0);
    }
    return records;
  }

  private static Optional<BoardKey> next(RefitQueue queue) {
    return queue.work(0, false).flatMap(work -> Optional.ofNullable(work.next()));
  }

  /**
   * Returns the key of a board in the topic of the history.
   *
   * @param key the text of its key in the topic of leaderboards
   * @throws IllegalArgumentException if the key is not that of a board
   */
  public static String historyKey(String key, LocalDate day) {
    return BoardKey.parse(key).text(day);
  }

  /**
   * Returns how long the service takes at most to compute each board once, when no more battles
   * arrive. In this time, it may write nothing although some boards are not current yet.
   *
   * @param computing how long it takes to compute all of them
   * @param keys the texts of their keys
   * @throws IllegalArgumentException if a key is not that of a board
   */
  public static Duration longestTurn(Duration computing, Collection<String> keys) {
    long parts = keys.stream().map(key -> BoardKey.parse(key).part()).distinct().count();
    return RefitQueue.longestTurn(computing, LeaderboardProcessor.REFIT_INTERVAL, (int) parts);
  }
}
