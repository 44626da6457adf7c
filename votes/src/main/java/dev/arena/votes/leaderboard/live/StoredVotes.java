package dev.arena.votes.leaderboard.live;

import dev.arena.votes.battle.BattleKey;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The battles that count, in a store and in memory.
 *
 * <p>When a task starts, the store has battles and the memory has none. They are read in portions,
 * because a transaction must not wait for millions of them. A battle that changes in the meantime
 * is replaced in both; when it is read, it is the current one. For one thread.
 */
final class StoredVotes {
  private final KeyValueStore<String, RatedBattle> store;
  private final LiveVotes votes;
  private final int portion;
  private boolean complete;

  /** The battles with lower keys have been read. */
  private String next = "";

  /**
   * @param store by the key of the topic of battles
   * @param portion how many battles are read at a time
   */
  StoredVotes(KeyValueStore<String, RatedBattle> store, LiveVotes votes, int portion) {
    this.store = store;
    this.votes = votes;
    this.portion = portion;
  }

  /** The battles; all of them once {@link #readPortion} has returned true. */
  LiveVotes votes() {
    return votes;
  }

  /** Whether all stored battles have been read. */
  boolean isComplete() {
    return complete;
  }

  /** Reads the next stored battles. Returns whether all have been read. */
  boolean readPortion() {
    if (complete) {
      return true;
    }
    try (KeyValueIterator<String, RatedBattle> battles =
        next.isEmpty() ? store.all() : store.range(next, null)) {
      for (int read = 0; read < portion && battles.hasNext(); read++) {
        KeyValue<String, RatedBattle> battle = battles.next();
        votes.replace(BattleKey.parse(battle.key), battle.value);
      }
      complete = !battles.hasNext();
      next = complete ? "" : battles.peekNextKey();
    }
    return complete;
  }

  /**
   * Replaces a battle.
   *
   * @param battle null to remove it
   * @return whether it differs from the one before, and a board has either
   */
  boolean replace(BattleKey key, @Nullable RatedBattle battle) {
    String text = key.text();
    if (Objects.equals(store.get(text), battle)) {
      return false;
    }
    if (battle == null) {
      store.delete(text);
    } else {
      store.put(text, battle);
    }
    return votes.replace(key, battle);
  }
}
