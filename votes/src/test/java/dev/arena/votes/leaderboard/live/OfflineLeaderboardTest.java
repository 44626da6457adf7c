package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about boards besides their figures, which LeaderboardOrderProperties checks. */
final class OfflineLeaderboardTest {
  @Test
  void theHistoryHasABoardUnderItsKeyAndTheDay() {
    assertThat(
            OfflineLeaderboard.historyKey(
                "[\"human\",\"all\",\"davidson\"]", LocalDate.of(2026, 1, 10)))
        .isEqualTo("[\"human\",\"all\",\"davidson\",\"2026-01-10\"]");
  }

  @Test
  void aTurnHasATickForEachBoardAndTheWork() {
    List<String> keys =
        List.of(
            "[\"human\",\"all\",\"davidson\"]",
            "[\"human\",\"all\",\"bradley-terry\"]",
            "[\"judge\",\"all\",\"davidson\"]");
    int ticks = 6; // each part may have a board of each method; a tick is a tenth of a second
    assertThat(OfflineLeaderboard.longestTurn(Duration.ofSeconds(7), keys))
        .isEqualTo(Duration.ofSeconds(10 + 1 + 7).plusMillis(100 * ticks));
  }
}
