package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.LiveEvaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which windows the figures of some time are added up from. */
final class EvaluationRecordsTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:41:07Z");
  private static final LiveEvaluation TOTAL = record(0, Instant.EPOCH, 100);
  private static final EvaluationRecords RECORDS =
      EvaluationRecords.of(
          List.of(
              hour("2026-03-10T12:00:00Z", 1),
              hour("2026-03-09T13:00:00Z", 2),
              hour("2026-03-09T12:00:00Z", 4),
              day("2026-03-10T00:00:00Z", 8),
              day("2026-03-09T00:00:00Z", 16),
              day("2026-03-07T00:00:00Z", 32),
              TOTAL));

  private static LiveEvaluation hour(String start, long votes) {
    return record(Duration.ofHours(1).toMillis(), Instant.parse(start), votes);
  }

  private static LiveEvaluation day(String start, long votes) {
    return record(Duration.ofDays(1).toMillis(), Instant.parse(start), votes);
  }

  private static LiveEvaluation record(long size, Instant start, long votes) {
    return LiveEvaluation.newBuilder()
        .setTopic("arena.preferences")
        .setModel("m@1")
        .setSlice("all")
        .setKind("human")
        .setSize(size)
        .setStart(start)
        .setN(votes)
        .build();
  }

  @Test
  void theLast24HoursBeginAtAFullHour() {
    assertThat(RECORDS.lastHours(TOTAL, NOW).sums().votes()).isEqualTo(1 + 2);
  }

  @Test
  void theLastDaysIncludeToday() {
    assertThat(RECORDS.lastDays(1, NOW))
        .first()
        .extracting(each -> each.sums().votes())
        .isEqualTo(8L);
    assertThat(RECORDS.lastDays(3, NOW))
        .first()
        .extracting(each -> each.sums().votes())
        .isEqualTo(24L);
    assertThat(RECORDS.lastDays(4, NOW))
        .first()
        .extracting(each -> each.sums().votes())
        .isEqualTo(56L);
  }

  @Test
  void daysWithoutVotesAreOmitted() {
    assertThat(RECORDS.days(TOTAL, NOW).keySet())
        .containsExactly(
            Instant.parse("2026-03-07T00:00:00Z"),
            Instant.parse("2026-03-09T00:00:00Z"),
            Instant.parse("2026-03-10T00:00:00Z"));
  }

  @Test
  void theTotalIsThatOfItsRecord() {
    assertThat(RECORDS.all())
        .hasSize(1)
        .first()
        .extracting(each -> each.sums().votes())
        .isEqualTo(100L);
  }
}
