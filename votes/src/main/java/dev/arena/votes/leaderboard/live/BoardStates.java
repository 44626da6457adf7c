package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.RatingStatus;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.live.LeaderboardListener.BoardState;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The state of the boards of all votes, by kind of vote, and the current day. For one thread. */
final class BoardStates {
  private final Map<String, Map<RatingStatus, Long>> models = new TreeMap<>();
  private final Map<String, Long> took = new HashMap<>();

  /** When the first vote came that a board does not have. */
  private final Map<String, Long> changedAt = new HashMap<>();

  private LocalDate day;

  BoardStates(LocalDate day) {
    this.day = day;
  }

  /** Whether another day has begun since the last call. */
  boolean isNewDay(LocalDate today) {
    boolean isNew = !today.equals(day);
    day = today;
    return isNew;
  }

  /** A vote of a kind has changed. */
  void changed(String kind, long nanoTime) {
    changedAt.putIfAbsent(kind, nanoTime);
  }

  /** A board has been computed from all votes that have come. */
  void computed(BoardKey key, Leaderboard board) {
    if (isShown(key)) {
      Map<RatingStatus, Long> counts = new EnumMap<>(RatingStatus.class);
      for (RatingStatus status : RatingStatus.values()) {
        counts.put(status, 0L);
      }
      board
          .getRows()
          .forEach(
              row ->
                  counts.merge(
                      RatingStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT)),
                      1L,
                      Long::sum));
      models.put(key.part().kind(), counts);
      changedAt.remove(key.part().kind());
    }
  }

  /** How long a board took. */
  void took(BoardKey key, long nanos) {
    if (isShown(key)) {
      took.put(key.part().kind(), nanos);
    }
  }

  /** A board no longer exists. */
  void removed(BoardKey key) {
    if (isShown(key)) {
      models.remove(key.part().kind());
      took.remove(key.part().kind());
      changedAt.remove(key.part().kind());
    }
  }

  private static boolean isShown(BoardKey key) {
    return key.part().slice().equals(Slices.ALL) && key.method() == BoardMethod.BRADLEY_TERRY;
  }

  /** The boards that have been computed, and those that votes wait for. */
  List<BoardState> all() {
    Set<String> kinds = new TreeSet<>(models.keySet());
    kinds.addAll(changedAt.keySet());
    return kinds.stream()
        .map(
            kind ->
                new BoardState(
                    kind,
                    models.getOrDefault(kind, Map.of()),
                    took.getOrDefault(kind, 0L),
                    changedAt.get(kind)))
        .toList();
  }
}
