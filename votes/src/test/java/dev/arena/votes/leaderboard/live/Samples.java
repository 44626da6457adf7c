package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;

/** Battles for tests. */
final class Samples {
  /** The time at which each test begins. */
  static final Instant START = Instant.parse("2026-01-10T12:00:00Z");

  private Samples() {}

  /** A person's vote for the model ant over the model bee. */
  static Battle.Builder battle(String pairId, String voter) {
    return Battle.newBuilder()
        .setPairId(pairId)
        .setKind("human")
        .setVoter(voter)
        .setOutcome(VoteOutcome.A)
        .setVotedAt(START)
        .setModelA("ant")
        .setModelB("bee")
        .setSource(new RecordPosition("arena.votes", 0, 17L));
  }

  static PairFacts.Builder facts() {
    return PairFacts.newBuilder().setTurns(1).setPromptLength(300).setScript("Latin");
  }

  /** The key of a battle, as the join writes it. */
  static BattleKey key(Battle battle) {
    RecordPosition source = battle.getSource();
    return new BattleKey(
        battle.getPairId(),
        battle.getKind(),
        battle.getVoter() == null
            ? BattleKey.anonymousVoter("arena.votes", source.getPartition(), source.getOffset())
            : battle.getVoter());
  }
}
