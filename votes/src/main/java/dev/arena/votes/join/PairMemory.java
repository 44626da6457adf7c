package dev.arena.votes.join;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * The pairs of a partition. A pair that has votes is kept as long as they are, so that a vote that
 * changes after years still has its pair's predictions. All others are forgotten some time after
 * their first preference. A pair is in one of two stores, never in both. For use by the task's
 * thread.
 */
final class PairMemory {
  private final WindowStore<String, PairState> unvoted;
  private final KeyValueStore<String, PairState> voted;

  /**
   * @param unvoted pairs without votes, which expire
   * @param voted pairs with votes, known or not
   */
  PairMemory(WindowStore<String, PairState> unvoted, KeyValueStore<String, PairState> voted) {
    this.unvoted = unvoted;
    this.voted = voted;
  }

  /**
   * A pair, as it was found.
   *
   * @param at the time under which a pair without votes is stored, or -1 if it is not
   */
  record Found(String id, PairState state, boolean hasVotes, long at) {}

  /** Finds a pair; its state is {@link PairState#UNKNOWN} if there is none. */
  Found find(String id) {
    PairState withVotes = voted.get(id);
    if (withVotes != null) {
      return new Found(id, withVotes, true, -1);
    }
    try (WindowStoreIterator<PairState> found = unvoted.fetch(id, 0, Long.MAX_VALUE)) {
      if (found.hasNext()) {
        KeyValue<Long, PairState> only = found.next();
        return new Found(id, only.value, false, only.key);
      }
    }
    return new Found(id, PairState.UNKNOWN, false, -1);
  }

  /**
   * A preference changed a pair.
   *
   * @param time from which the time that a pair without votes is remembered counts
   */
  void update(Found pair, PairState state, long time) {
    if (pair.hasVotes()) {
      voted.put(pair.id(), state);
    } else {
      unvoted.put(pair.id(), state, pair.at() < 0 ? time : pair.at());
    }
  }

  /** A pair has a vote now. */
  void keep(Found pair) {
    if (!pair.hasVotes()) {
      voted.put(pair.id(), pair.state());
      if (pair.at() >= 0) {
        unvoted.put(pair.id(), null, pair.at());
      }
    }
  }

  /** A pair has no vote any longer. */
  void expire(String id, long time) {
    PairState state = voted.delete(id);
    if (state != null && state.isKnown()) {
      unvoted.put(id, state, time);
    }
  }
}
