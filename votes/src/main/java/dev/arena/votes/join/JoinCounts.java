package dev.arena.votes.join;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happened in the join, including what was rolled back and processed again. Safe for
 * use by many threads.
 */
public final class JoinCounts {
  /** What the join counts. The order is that of a vote's life. */
  public enum Event {
    /** A vote waits for its pair. */
    VOTE_WAITED("votes that had to wait for their pair"),
    /** The current vote of a voter on a pair was written. */
    BATTLE_WRITTEN("battles written, including changed ones"),
    /** A later vote replaced one. */
    VOTE_CHANGED("votes that replaced another of their voter"),
    /** A battle was removed. */
    BATTLE_WITHDRAWN("battles removed because their vote was withdrawn"),
    /** Another record said the same. */
    VOTE_REPEATED("votes that said what an earlier record had said"),
    /** A vote that was cast later is already there. */
    VOTE_OUTDATED("votes that arrived after one that was cast later"),
    /** A vote became a battle without predictions. */
    VOTE_UNSCORED("votes whose pair did not become known in time, but that name its models"),
    /** A preference was too late for a vote. */
    PREFERENCE_LATE("preferences that came too late for a vote on their pair, once for each vote"),
    /** A preference says nothing new. */
    PREFERENCE_REPEATED(
        "preferences that changed nothing, such as those of a pair that was scored again"),
    /** No vote can name the pair of a preference. */
    PREFERENCE_IGNORED("preferences whose id no vote can have"),
    /** Pairs with different texts have one id. */
    PAIR_AMBIGUOUS("pairs whose id another pair with different texts has");

    private final String description;

    Event(String description) {
      this.description = description;
    }

    /** What is counted, in the plural. */
    public String description() {
      return description;
    }
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  /** Counts from 0. */
  public JoinCounts() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void add(Event event) {
    counter(event).increment();
  }

  /** How often something happened. */
  public long of(Event event) {
    return counter(event).sum();
  }

  private LongAdder counter(Event event) {
    LongAdder counter = counts.get(event);
    if (counter == null) {
      throw new IllegalStateException("no counter of " + event);
    }
    return counter;
  }
}
