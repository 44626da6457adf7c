package dev.arena.votes.evaluation;

import dev.arena.votes.battle.BattleKey;

/**
 * One of the votes on a pair.
 *
 * @param voter for an anonymous vote, where its record is
 */
record PairVote(String kind, String voter, EvaluatedBattle battle) {
  boolean isHuman() {
    return kind.equals(BattleKey.HUMAN);
  }
}
