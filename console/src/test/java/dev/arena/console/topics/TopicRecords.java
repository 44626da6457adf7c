package dev.arena.console.topics;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of Arena's topics for tests. */
final class TopicRecords {
  static final Instant TIME = Instant.parse("2026-11-29T12:00:00Z");

  private TopicRecords() {}

  static ConversationPair pair(String id) {
    return pair(id, "Hello");
  }

  static ConversationPair pair(String id, String answer) {
    return ConversationPair.newBuilder()
        .setId(id)
        .setTurns(List.of(new Turn("Hi", answer, "Good day")))
        .build();
  }

  static Preference preference(String id) {
    return Preference.newBuilder()
        .setId(id)
        .setWinnerModelA(0.5)
        .setWinnerModelB(0.25)
        .setWinnerTie(0.25)
        .setModel("m@1")
        .setTokens(7)
        .setTruncated(false)
        .setScoredAt(TIME)
        .build();
  }

  static Scored scored(String topic, String id) {
    return new Scored(topic, preference(id));
  }

  static Vote vote(String pairId, String voter, VoteOutcome outcome) {
    return Vote.newBuilder()
        .setPairId(pairId)
        .setVoter(voter)
        .setOutcome(outcome)
        .setVotedAt(TIME)
        .build();
  }

  static Battle battle(String pairId, String voter) {
    return battle(pairId, voter, new RecordPosition("", 0, 0L));
  }

  static Battle battle(String pairId, String voter, RecordPosition pair) {
    return Battle.newBuilder()
        .setPairId(pairId)
        .setKind(BattleKey.HUMAN)
        .setVoter(voter)
        .setOutcome(VoteOutcome.A)
        .setVotedAt(TIME)
        .setPair(pair)
        .setSource(new RecordPosition("arena.votes", 0, 0L))
        .build();
  }

  static String key(String pairId, String voter) {
    return new BattleKey(pairId, BattleKey.HUMAN, voter).text();
  }

  static Leaderboard board(String slice, String method) {
    return Leaderboard.newBuilder()
        .setMethod(method)
        .setSlice(slice)
        .setKinds(BattleKey.HUMAN)
        .setComputedAt(TIME)
        .setVotesThrough(TIME)
        .build();
  }

  static LiveEvaluation evaluation(String slice) {
    return LiveEvaluation.newBuilder()
        .setTopic("arena.preferences")
        .setModel("m@1")
        .setSlice(slice)
        .setKind(BattleKey.HUMAN)
        .setSize(0)
        .setStart(Instant.EPOCH)
        .build();
  }

  /** A vote that carries this many characters. */
  static Vote largeVote(String pairId, int characters) {
    Vote vote = vote(pairId, "u1", VoteOutcome.A);
    vote.setAttributes(Map.of("note", "x".repeat(characters)));
    return vote;
  }
}
