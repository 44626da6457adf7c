package dev.arena.votes.join;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happened in the join, including what was rolled back and processed again. Safe for
 * use by many threads.
 */
final class JoinCounts {
  private final Map<JoinEvent, LongAdder> counts = new EnumMap<>(JoinEvent.class);

  JoinCounts() {
    for (JoinEvent event : JoinEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void add(JoinEvent event) {
    counter(event).increment();
  }

  /** How often something happened. */
  long of(JoinEvent event) {
    return counter(event).sum();
  }

  private LongAdder counter(JoinEvent event) {
    LongAdder counter = counts.get(event);
    if (counter == null) {
      throw new IllegalStateException("no counter of " + event);
    }
    return counter;
  }
}
