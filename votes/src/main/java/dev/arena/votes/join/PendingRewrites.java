package dev.arena.votes.join;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The pairs whose votes are being joined again in portions, and how far each of them is. For use by
 * the task's thread.
 */
final class PendingRewrites {
  private final KeyValueStore<String, Rewrite> store;
  private int size;

  /**
   * @param store by the pair's id
   */
  PendingRewrites(KeyValueStore<String, Rewrite> store) {
    this.store = store;
    try (KeyValueIterator<String, Rewrite> pending = store.all()) {
      for (; pending.hasNext(); pending.next()) {
        size++;
      }
    }
  }

  /**
   * What is left to do for a pair.
   *
   * @param next the least key of a vote that may not have been joined again
   * @param since the stream time at which the preference arrived
   * @param all whether votes whose timeout had passed by then are joined again too
   * @param timestamp of the records of battles
   */
  record Rewrite(String next, long since, boolean all, long timestamp) {
    /** Whether a preference arrived before the vote's timeout. */
    boolean isInTimeFor(VoteState vote) {
      return since <= vote.deadline();
    }

    /** What is left from a vote on. */
    Rewrite from(String vote) {
      return new Rewrite(vote, since, all, timestamp);
    }

    /**
     * Another preference arrived before this was done: begins again with what both have to do.
     *
     * @param other the later one
     */
    Rewrite restartedBy(Rewrite other) {
      return new Rewrite(other.next, since, all || other.all, other.timestamp);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  @Nullable Rewrite get(String pairId) {
    return isEmpty() ? null : store.get(pairId);
  }

  /** Any of them, with its pair's id; null if there is none. */
  @Nullable KeyValue<String, Rewrite> first() {
    if (isEmpty()) {
      return null;
    }
    try (KeyValueIterator<String, Rewrite> pending = store.all()) {
      return pending.hasNext() ? pending.next() : null;
    }
  }

  void put(String pairId, Rewrite rewrite) {
    if (get(pairId) == null) {
      size++;
    }
    store.put(pairId, rewrite);
  }

  void remove(String pairId) {
    if (get(pairId) != null) {
      size--;
      store.delete(pairId);
    }
  }
}
