package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.schemas.Battle;

/** Where the join writes to. */
interface JoinOutput {
  /**
   * Writes a battle.
   *
   * @param timestamp the record's
   */
  void battle(BattleKey key, Battle battle, long timestamp);

  /** Removes a battle whose vote was withdrawn. */
  void tombstone(BattleKey key, long timestamp);

  /** Writes a dead letter. */
  void deadLetter(DeadLetterException reason, WaitingVote vote);
}
