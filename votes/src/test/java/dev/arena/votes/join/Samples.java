package dev.arena.votes.join;

import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;

/** Records for the tests of the join. */
final class Samples {
  static final long HASH = 0x0012_3456_789a_bcdeL;

  private Samples() {}

  /** A vote for A by the voter {@code ann}. */
  static Vote.Builder vote(String pairId, Instant votedAt) {
    return Vote.newBuilder()
        .setPairId(pairId)
        .setOutcome(VoteOutcome.A)
        .setVoter("ann")
        .setVotedAt(votedAt);
  }

  /** A preference with facts and position of the pair. */
  static Preference.Builder preference(String pairId, Instant scoredAt) {
    return oldPreference(pairId, scoredAt).setPairOffset(4711L).setFacts(facts(HASH));
  }

  /** A preference as older scorers write it. */
  static Preference.Builder oldPreference(String pairId, Instant scoredAt) {
    return Preference.newBuilder()
        .setId(pairId)
        .setWinnerModelA(0.5)
        .setWinnerModelB(0.3)
        .setWinnerTie(0.2)
        .setModel("arena-small@1.4.0")
        .setTokens(300)
        .setTruncated(false)
        .setScoredAt(scoredAt)
        .setModelA("gpt-4-1106-preview")
        .setModelB("claude-2.1");
  }

  static PairFacts facts(long hash) {
    return PairFacts.newBuilder()
        .setTurns(2)
        .setPromptLength(420)
        .setLengthA(1800)
        .setLengthB(2300)
        .setListsA(5)
        .setBoldB(3)
        .setCode(true)
        .setScript("Latin")
        .setPairHash(hash)
        .build();
  }
}
