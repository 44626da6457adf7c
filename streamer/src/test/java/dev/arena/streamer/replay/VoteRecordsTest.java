package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.csv.Outcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VoteRecordsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.000Z");

  @Test
  void aVoteIsCastWhenItIsSent() {
    assertThat(votedAt(VotedAt.SENDING, NOW.minusSeconds(3))).isEqualTo(NOW);
  }

  @Test
  void aVoteIsNotCastBeforeItsPreferenceEvenIfTheScorersClockIsAhead() {
    assertThat(votedAt(VotedAt.SENDING, NOW.plusSeconds(3))).isEqualTo(NOW.plusSeconds(3));
  }

  @Test
  void aHistoricalVoteKeepsTheTimeOfItsRow() {
    assertThat(votedAt(VotedAt.FILE, NOW)).isEqualTo(Instant.parse("2025-06-15T12:34:56.789Z"));
  }

  private static Instant votedAt(VotedAt votedAt, Instant scoredAt) {
    try (VoteRecords votes =
        new VoteRecords(
            Connection.to("127.0.0.1:1", "http://127.0.0.1:1"),
            new RunHeaders("run-1"),
            votedAt,
            () -> NOW.plusNanos(999))) {
      return votes.of(TestRows.row(1, Outcome.WINNER_TIE), scoredAt).getVotedAt();
    }
  }
}
