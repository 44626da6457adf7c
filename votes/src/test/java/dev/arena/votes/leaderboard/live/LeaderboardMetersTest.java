package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.statistics.rating.RatingStatus;
import dev.arena.votes.leaderboard.live.LeaderboardListener.BoardState;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LeaderboardMetersTest {
  private final LeaderboardMeters meters =
      new LeaderboardMeters(() -> Duration.ofSeconds(10).toNanos());

  @Test
  void aBoardIsAsOldAsTheFirstVoteThatItDoesNotHave() {
    meters.updated("task", List.of(board(null)));
    assertThat(values("arena_leaderboard_age_seconds")).containsExactly(0.0);
    meters.updated("task", List.of(board(Duration.ofSeconds(7).toNanos())));
    assertThat(values("arena_leaderboard_age_seconds")).containsExactly(3.0);
    assertThat(values("arena_leaderboard_last_refit_seconds")).containsExactly(0.25);
    assertThat(values("arena_leaderboard_models")).containsExactly(2.0);
  }

  @Test
  void aTaskThatEndsAfterItsSuccessorHasBegunLeavesTheGaugesOfTheSuccessor() {
    meters.updated("first", List.of(board(null)));
    meters.updated("second", List.of(board(null)));
    meters.ended("first");
    assertThat(values("arena_leaderboard_models")).containsExactly(2.0);
    meters.ended("second");
    assertThat(values("arena_leaderboard_models")).isEmpty();
  }

  private static BoardState board(@Nullable Long changedAt) {
    return new BoardState(
        "human", Map.of(RatingStatus.USABLE, 2L), Duration.ofMillis(250).toNanos(), changedAt);
  }

  private List<Double> values(String metric) {
    return meters.snapshots().stream()
        .filter(each -> each.getMetadata().getPrometheusName().equals(metric))
        .flatMap(each -> ((GaugeSnapshot) each).getDataPoints().stream())
        .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .toList();
  }
}
