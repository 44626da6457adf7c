package dev.arena.console.voting;

import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which voter has skipped a pair or voted on it here: the latest ones, in memory. Safe
 * for use by many threads.
 */
final class HandledPairs {
  /** How many are remembered: as many as the recent pairs by default. */
  static final int MAX = 10_000;

  private final int max;
  private final Map<Key, Handled> handled = new LinkedHashMap<>();

  private record Key(String voter, String pairId) {}

  /**
   * What a voter did with a pair.
   *
   * @param outcome of the vote, also if it was withdrawn; null if the pair was only skipped
   * @param at the voted_at of the last record; the beginning of time if there is none
   */
  record Handled(@Nullable VoteOutcome outcome, Instant at) {}

  HandledPairs(int max) {
    this.max = max;
  }

  synchronized Optional<Handled> find(String voter, String pairId) {
    return Optional.ofNullable(handled.get(new Key(voter, pairId)));
  }

  synchronized boolean include(String voter, String pairId) {
    return handled.containsKey(new Key(voter, pairId));
  }

  synchronized void skip(String voter, String pairId) {
    put(
        new Key(voter, pairId),
        find(voter, pairId).orElseGet(() -> new Handled(null, Instant.EPOCH)));
  }

  synchronized void vote(String voter, String pairId, VoteOutcome outcome, Instant at) {
    put(new Key(voter, pairId), new Handled(outcome, at));
  }

  synchronized void withdraw(String voter, String pairId, Instant at) {
    VoteOutcome outcome = find(voter, pairId).map(Handled::outcome).orElse(null);
    put(new Key(voter, pairId), new Handled(outcome, at));
  }

  private void put(Key key, Handled value) {
    handled.remove(key); // so that it becomes the latest
    handled.put(key, value);
    if (handled.size() > max) {
      Iterator<Key> oldest = handled.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
