package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
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
    int ticks = 150; // a tenth of a second each
    assertThat(OfflineLeaderboard.longestTurn(Duration.ofSeconds(7)))
        .isEqualTo(Duration.ofSeconds(10 + 1 + ticks / 10 + 7));
  }
}
