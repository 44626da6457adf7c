package dev.arena.votes.join;

import dev.arena.votes.battle.BattleKey;
import org.jspecify.annotations.Nullable;

/**
 * A valid vote.
 *
 * @param voter a pseudonym, or what identifies an anonymous vote ({@link BattleKey})
 * @param original the vote's record, for a dead letter
 */
record VoteInput(
    String kind, String voter, boolean anonymous, VoteContent content, Original original)
    implements JoinInput {
  @Override
  public int partition() {
    return content.position().partition();
  }

  /** Key and value of a vote's record; its headers are those of the internal record. */
  record Original(byte @Nullable [] key, byte[] value) {}
}
