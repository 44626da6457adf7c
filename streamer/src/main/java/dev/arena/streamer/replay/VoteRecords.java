package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.jsonl.Winner;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Creates the votes of a run's rows, and their records. For use by one thread. */
final class VoteRecords implements AutoCloseable {
  /** A vote's voter is part of its battle's key. */
  private static final int LONGEST_VOTER = 256;

  private final VotedAt votedAt;
  private final InstantSource clock;
  private final RunRecords<Vote> records;

  /**
   * @param votedAt when the votes count as cast
   * @param clock of this machine
   */
  VoteRecords(Connection connection, RunHeaders headers, VotedAt votedAt, InstantSource clock) {
    this.votedAt = votedAt;
    this.clock = clock;
    this.records = RunRecords.votes(connection, headers);
  }

  /**
   * Makes sure that a row's vote can be sent.
   *
   * @throws UserException if the row has no vote, no time although it is needed, or a voter whose
   *     name is too long
   */
  static void require(CsvPair row, VotedAt votedAt) {
    String place = row.file() + ":" + row.line();
    if (row.outcome() == null) {
      throw new UserException(
          "%s: the file has no votes; expected a vote in each row with --votes. Name a file with votes (docs/reference/csv.md, docs/reference/jsonl.md), or omit --votes."
              .formatted(place));
    }
    if (votedAt == VotedAt.FILE && row.pair().getCreatedAt() == null) {
      throw new UserException(
          "%s: the row has no time; expected created_at, timestamp or tstamp in each row with --voted-at file. Map the column (--columns created_at=NAME), or omit --voted-at."
              .formatted(place));
    }
    String voter = row.voter();
    if (voter != null && voter.length() > LONGEST_VOTER) {
      throw new UserException(
          "%s: the voter's name has %d characters; expected at most %d. Shorten it, or name another column (--columns voter=NAME)."
              .formatted(place, voter.length(), LONGEST_VOTER));
    }
  }

  /**
   * The vote of a row, which is about to be sent and holds none of the row's texts.
   *
   * @param scoredAt when the row's pair was scored, by the scorer's clock
   */
  Vote of(ReplayRow row, Instant scoredAt) {
    ConversationPair pair = row.row().pair();
    return Vote.newBuilder()
        .setPairId(row.id())
        .setOutcome(outcome(row))
        .setVoter(row.row().voter())
        .setVotedAt(time(pair, scoredAt))
        .setModelA(pair.getModelA())
        .setModelB(pair.getModelB())
        .build();
  }

  /**
   * The record of a vote.
   *
   * @throws UserException if the registry cannot be reached
   */
  ProducerRecord<byte[], byte[]> record(long row, Vote vote) {
    return records.of(row, vote.getPairId(), vote);
  }

  @Override
  public void close() {
    records.close();
  }

  private Instant time(ConversationPair pair, Instant scoredAt) {
    return switch (votedAt) {
      case SENDING -> {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // the preference was read, so it was scored before now, whatever the clocks say
        yield now.isBefore(scoredAt) ? scoredAt : now;
      }
      case FILE -> Objects.requireNonNull(pair.getCreatedAt(), "checked when the row was read");
    };
  }

  private static VoteOutcome outcome(ReplayRow row) {
    Outcome vote = Objects.requireNonNull(row.vote(), "checked when the row was read");
    String kept = row.row().pair().getAttributes().get(Winner.FIELD);
    if (Winner.BOTH_BAD.text().equals(kept)) {
      return VoteOutcome.BOTH_BAD;
    }
    return switch (vote) {
      case WINNER_MODEL_A -> VoteOutcome.A;
      case WINNER_MODEL_B -> VoteOutcome.B;
      case WINNER_TIE -> VoteOutcome.TIE;
    };
  }
}
