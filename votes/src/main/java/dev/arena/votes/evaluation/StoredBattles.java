package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.votes.battle.BattleKey;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * The battles that count, in a store, and the sums over them.
 *
 * <p>When a task starts, the store has battles and there are no sums. They are added up in
 * portions, in the order of their keys, because a transaction must not wait for millions of them.
 * In the meantime, a battle that has not been reached is only stored. Not thread-safe.
 */
final class StoredBattles {
  private final BattleStore store;
  private final Evaluations evaluations;
  private final Admission admission;
  private final int portion;

  private boolean complete;

  /** The battles with lower keys have been added up. */
  private String next = "";

  /** The pair that has been reached last, whose votes have not been combined. */
  private String pair = "";

  /** How many of its battles have been added up or changed. */
  private int votes;

  /**
   * @param admission what is counted
   * @param portion how many battles are added up at a time
   */
  StoredBattles(BattleStore store, Admission admission, Evaluations evaluations, int portion) {
    this.store = store;
    this.admission = admission;
    this.evaluations = evaluations;
    this.portion = portion;
  }

  /** The sums; those of all battles once {@link #addPortion} has returned true. */
  Evaluations evaluations() {
    return evaluations;
  }

  /** Whether all stored battles have been added up. */
  boolean isComplete() {
    return complete;
  }

  /** Adds up the next stored battles. Returns whether all have been added up. */
  boolean addPortion() {
    if (complete) {
      return true;
    }
    try (KeyValueIterator<String, EvaluatedBattle> battles = store.from(next)) {
      for (int added = 0; battles.hasNext(); added++) {
        BattleKey id = BattleKey.parse(battles.peekNextKey());
        if (!id.pairId().equals(pair)) {
          combinePair();
          pair = id.pairId();
        }
        if (added == portion) {
          next = battles.peekNextKey();
          return false;
        }
        KeyValue<String, EvaluatedBattle> battle = battles.next();
        evaluations.add(id, admission.stored(battle.value));
        votes++;
      }
    }
    complete = true;
    combinePair();
    return true;
  }

  private void combinePair() {
    if (votes > 0) {
      evaluations.recombine(List.of(), store.combined(pair));
    }
    votes = 0;
  }

  /**
   * Replaces a battle.
   *
   * @param battle null if it was withdrawn
   */
  void replace(BattleKey id, @Nullable Battle battle) {
    EvaluatedBattle before = store.get(id);
    EvaluatedBattle after =
        battle == null
            ? null
            : EvaluatedBattle.of(battle, evaluations.now())
                .flatMap(read -> admission.admit(id.kind(), read))
                .orElse(null);
    if (before == null ? after == null : before.equals(after)) {
      return;
    }
    if (complete || BattleStore.compare(BattleKey.end(BattleKey.prefix(id.pairId())), next) <= 0) {
      List<PairVote> combinedBefore = store.combined(id.pairId());
      store.put(id, after);
      evaluations.recombine(combinedBefore, store.combinedAfter(combinedBefore, id, after));
    } else {
      store.put(id, after);
      votes += id.pairId().equals(pair) ? 1 : 0;
    }
    if (complete || BattleStore.compare(id.text(), next) < 0) {
      if (before != null) {
        evaluations.remove(id, before);
      }
      if (after != null) {
        evaluations.add(id, after);
      }
    }
  }
}
