package dev.arena.lab.prove;

import dev.arena.schemas.Leaderboard;
import dev.arena.votes.leaderboard.live.OfflineLeaderboard;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the history of leaderboards must have and may have, by the leaderboards that were written: a
 * day gets into the history when it has ended. For use by one thread.
 */
final class ExpectedHistory {
  /** Since when each leaderboard has existed without a break, by the text of its key. */
  private final Map<String, LocalDate> since = new HashMap<>();

  /** When each leaderboard was first written, even if it was removed later. */
  private final Map<String, LocalDate> first = new HashMap<>();

  /**
   * Notes a record of the topic of leaderboards.
   *
   * @param board null if it was removed
   */
  void note(String key, @Nullable Leaderboard board) {
    if (board == null) {
      since.remove(key);
    } else {
      LocalDate day = LocalDate.ofInstant(board.getComputedAt(), ZoneOffset.UTC);
      since.putIfAbsent(key, day);
      first.putIfAbsent(key, day);
    }
  }

  /** Returns the keys that must be there. */
  Set<String> required(LocalDate today) {
    Set<String> keys = new HashSet<>();
    since.forEach(
        (key, day) -> {
          if (day.isBefore(today)) {
            keys.add(OfflineLeaderboard.historyKey(key, day));
          }
        });
    return keys;
  }

  /** Returns the keys that may be there: no leaderboard is written before its day has ended. */
  Set<String> possible(LocalDate today) {
    Set<String> keys = new HashSet<>();
    first.forEach(
        (key, from) -> {
          for (LocalDate day = from; day.isBefore(today); day = day.plusDays(1)) {
            keys.add(OfflineLeaderboard.historyKey(key, day));
          }
        });
    return keys;
  }
}
