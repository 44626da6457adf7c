package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.prove.VotesVerdict.Violation;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How leaderboards are compared. */
class VotesVerdictTest {
  private static final String KEY = "[\"human\",\"all\",\"bradley-terry\"]";
  private static final String KEY_OF_DAY = "[\"human\",\"all\",\"bradley-terry\",\"2026-01-10\"]";
  private static final double RATING = 1012.5;

  private final VotesVerdict verdict = new VotesVerdict();

  private static Leaderboard board(double rating, Instant computedAt) {
    return Leaderboard.newBuilder()
        .setMethod("bradley-terry/1")
        .setSlice("all")
        .setKinds("human")
        .setComputedAt(computedAt)
        .setVotesThrough(Instant.EPOCH)
        .setRows(List.of(LeaderboardRow.newBuilder().setModel("ant").setRating(rating).build()))
        .build();
  }

  @Test
  void aLeaderboardMayBeComputedAtAnyTime() {
    verdict.compareLeaderboards(
        Map.of(KEY, board(RATING, Instant.EPOCH)),
        Map.of(KEY, board(RATING, Instant.parse("2026-01-10T12:00:00Z"))));
    assertThat(verdict.good()).isTrue();
  }

  @Test
  void aRatingThatDiffersInTheLastBitIsWrong() {
    verdict.compareLeaderboards(
        Map.of(KEY, board(RATING, Instant.EPOCH)),
        Map.of(KEY, board(Math.nextUp(RATING), Instant.EPOCH)));
    assertThat(verdict.violations()).containsEntry(Violation.WRONG_LEADERBOARD, 1);
    assertThat(verdict.examples())
        .singleElement()
        .asString()
        .startsWith("wrong leaderboard: " + KEY + ": rows is [")
        .contains("1012.5000000000001", "; expected [");
  }

  @Test
  void aLeaderboardThatIsMissingOrShouldNotBeThereIsWrong() {
    verdict.compareLeaderboards(Map.of(KEY, board(RATING, Instant.EPOCH)), Map.of());
    verdict.compareLeaderboards(Map.of(), Map.of(KEY, board(RATING, Instant.EPOCH)));
    assertThat(verdict.violations()).containsEntry(Violation.WRONG_LEADERBOARD, 2);
  }

  @Test
  void theHistoryHasADayOnceItHasEnded() {
    ExpectedHistory expected = new ExpectedHistory();
    expected.note(KEY, board(RATING, Instant.parse("2026-01-10T12:00:00Z")));
    LocalDate day = LocalDate.of(2026, 1, 10);
    verdict.compareHistory(expected, day, Set.of());
    verdict.compareHistory(expected, day.plusDays(1), Set.of(KEY_OF_DAY));
    assertThat(verdict.good()).isTrue();

    verdict.compareHistory(expected, day.plusDays(1), Set.of());
    verdict.compareHistory(expected, day, Set.of(KEY_OF_DAY));
    assertThat(verdict.examples())
        .containsExactly(
            "wrong history of leaderboards: "
                + KEY_OF_DAY
                + ": it is missing; expected the leaderboard of that day",
            "wrong history of leaderboards: "
                + KEY_OF_DAY
                + ": it is there; expected none before the day has ended");
  }

  @Test
  void theHistoryNeedNotHaveALeaderboardThatWasRemovedOnItsFirstDay() {
    ExpectedHistory expected = new ExpectedHistory();
    expected.note(KEY, board(RATING, Instant.parse("2026-01-10T12:00:00Z")));
    expected.note(KEY, null);
    verdict.compareHistory(expected, LocalDate.of(2026, 1, 11), Set.of());
    verdict.compareHistory(expected, LocalDate.of(2026, 1, 11), Set.of(KEY_OF_DAY));
    assertThat(verdict.good()).isTrue();
  }
}
