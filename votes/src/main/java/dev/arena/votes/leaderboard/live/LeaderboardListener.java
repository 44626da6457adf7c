package dev.arena.votes.leaderboard.live;

import dev.arena.statistics.rating.RatingStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receives the state of the boards of all votes, such as for metrics. */
public interface LeaderboardListener {
  /** Ignores the boards. */
  LeaderboardListener NONE =
      new LeaderboardListener() {
        @Override
        public void updated(Object task, List<BoardState> boards) {}

        @Override
        public void refitted(long nanos) {}

        @Override
        public void ended(Object task) {}
      };

  /**
   * Receives the state of the boards of the slice all with the method bradley-terry.
   *
   * @param task the task that computes boards now; the first boards of another one replace its own
   */
  void updated(Object task, List<BoardState> boards);

  /** A board was computed in this time. */
  void refitted(long nanos);

  /**
   * A task has ended. Another one may have begun before, on this instance or on another.
   *
   * @param task as in {@link #updated}
   */
  void ended(Object task);

  /**
   * The state of a board.
   *
   * @param kinds the kinds of votes that it counts
   * @param models how many models have each status; empty if no board has been computed
   * @param refitNanos how long the board took
   * @param changedAt when the first vote came that the board does not have, by the clock of {@link
   *     LeaderboardSettings#nanoTime}; null if it has all
   */
  record BoardState(
      String kinds, Map<RatingStatus, Long> models, long refitNanos, @Nullable Long changedAt) {
    public BoardState {
      models = Map.copyOf(models);
    }
  }
}
