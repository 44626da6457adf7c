package dev.arena.votes.battle;

import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;

/** Whether a vote is for the answer on the left. */
public enum Left {
  /** It is for neither, or no one knows which answer was on the left. */
  UNKNOWN,
  WINS,
  LOSES;

  /** What a battle says. */
  public static Left of(Battle battle) {
    boolean decisive = battle.getOutcome() == VoteOutcome.A || battle.getOutcome() == VoteOutcome.B;
    if (!decisive || battle.getSwapped() == null) {
      return UNKNOWN;
    }
    return (battle.getOutcome() == VoteOutcome.A) != battle.getSwapped() ? WINS : LOSES;
  }
}
