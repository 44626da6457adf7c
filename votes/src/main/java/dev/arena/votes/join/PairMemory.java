package dev.arena.votes.join;

import java.time.Duration;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a partition. A pair that has votes is kept as long as they are, so that a vote that
 * changes after years still has its pair's predictions. All others are forgotten some time after
 * their first preference. For use by the task's thread.
 */
final class PairMemory {
  private final KeyValueStore<String, Entry> store;
  private final StreamTime time;
  private final long retentionMillis;

  /** The first pair that {@link #removeExpired} has not looked at; null for the first of all. */
  private @Nullable String next;

  /**
   * @param store by the pair's id
   * @param retention how long a pair without votes is remembered, in stream time
   */
  PairMemory(KeyValueStore<String, Entry> store, StreamTime time, Duration retention) {
    this.store = store;
    this.time = time;
    this.retentionMillis = retention.toMillis();
  }

  /**
   * What is remembered of a pair.
   *
   * @param state {@link PairState#UNKNOWN} if the pair has votes but no preference
   * @param hasVotes whether the pair has votes, so that it does not expire
   * @param expires the last millisecond of stream time at which a pair without votes is remembered
   */
  record Entry(PairState state, boolean hasVotes, long expires) {}

  /** Finds a pair; its state is {@link PairState#UNKNOWN} if there is none. */
  Entry find(String id) {
    Entry found = store.get(id);
    return found == null || isExpired(found)
        ? new Entry(PairState.UNKNOWN, false, expiresFromNow())
        : found;
  }

  /** A preference changed a pair, which was found as {@code pair}. */
  void update(String id, Entry pair, PairState state) {
    store.put(id, new Entry(state, pair.hasVotes(), pair.expires()));
  }

  /** A pair, which was found as {@code pair}, has a vote now. */
  void keep(String id, Entry pair) {
    if (!pair.hasVotes()) {
      store.put(id, new Entry(pair.state(), true, pair.expires()));
    }
  }

  /** A pair no longer has votes. */
  void release(String id) {
    Entry pair = store.get(id);
    if (pair != null && pair.state().isKnown()) {
      store.put(id, new Entry(pair.state(), false, expiresFromNow()));
    } else if (pair != null) {
      store.delete(id);
    }
  }

  /**
   * Removes expired pairs. Each call continues where the last one ended.
   *
   * @param max the maximum number of pairs to look at
   */
  void removeExpired(int max) {
    String from = next;
    next = null;
    try (KeyValueIterator<String, Entry> pairs = store.range(from, null)) {
      for (int read = 0; pairs.hasNext(); read++) {
        KeyValue<String, Entry> each = pairs.next();
        if (read == max) {
          next = each.key;
          return;
        }
        if (isExpired(each.value)) {
          store.delete(each.key);
        }
      }
    }
  }

  /** Expires by the slowest partition, whose votes may be on pairs of the fastest. */
  private boolean isExpired(Entry pair) {
    return !pair.hasVotes() && pair.expires() < time.now();
  }

  private long expiresFromNow() {
    return time.latest() + retentionMillis;
  }
}
