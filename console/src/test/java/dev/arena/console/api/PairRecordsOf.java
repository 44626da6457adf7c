package dev.arena.console.api;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records about pairs. */
public final class PairRecordsOf {
  /** When the pair was created; it is scored a second later, and voted on from then on. */
  public static final Instant CREATED = Instant.parse("2026-11-29T12:41:07Z");

  private PairRecordsOf() {}

  public static ConversationPair pair(String id, Turn... turns) {
    return ConversationPair.newBuilder()
        .setId(id)
        .setTurns(List.of(turns))
        .setModelA("heron-70b")
        .setModelB("lark-13b")
        .setCreatedAt(CREATED)
        .build();
  }

  public static Scored scored(String id, String topic, String model) {
    return new Scored(
        topic,
        Preference.newBuilder()
            .setId(id)
            .setWinnerModelA(0.5)
            .setWinnerModelB(0.3)
            .setWinnerTie(0.2)
            .setModel(model)
            .setTokens(7)
            .setTruncated(false)
            .setScoredAt(CREATED.plusSeconds(1))
            .build());
  }

  /**
   * A person's vote.
   *
   * @param second of the vote, after the pair was created
   */
  public static Vote vote(String id, @Nullable String voter, VoteOutcome outcome, int second) {
    return Vote.newBuilder()
        .setPairId(id)
        .setVoter(voter)
        .setOutcome(outcome)
        .setVotedAt(CREATED.plusSeconds(second))
        .setSwapped(true)
        .setReasons(List.of("clarity"))
        .build();
  }

  /** The battle of a vote on a pair that one scorer has scored. */
  public static Battle battle(Vote vote) {
    return Battle.newBuilder()
        .setPairId(vote.getPairId())
        .setKind(vote.getKind())
        .setVoter(vote.getVoter())
        .setOutcome(vote.getOutcome())
        .setVotedAt(vote.getVotedAt())
        .setSwapped(vote.getSwapped())
        .setModelA("heron-70b")
        .setModelB("lark-13b")
        .setSource(new RecordPosition("arena.votes", 0, 1L))
        .setReasons(vote.getReasons())
        .setPredictions(
            List.of(
                new Prediction(
                    "arena.preferences", "tiny@1", 0.5, 0.3, 0.2, CREATED.plusSeconds(1), true)))
        .build();
  }
}
