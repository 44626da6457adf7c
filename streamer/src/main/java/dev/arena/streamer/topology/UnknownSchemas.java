package dev.arena.streamer.topology;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.failure.RegistryException;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts consecutive records that name a schema that the registry does not know.
 *
 * <p>A registry that knows none of many schemas in a row is considered the wrong one, even if it
 * knows Arena's own; otherwise a whole topic would become dead letters. Until the first pair, a
 * tenth of the limit is enough. Safe for use by many threads.
 */
public final class UnknownSchemas {
  /**
   * The limit before the first pair is this many times lower: a scorer that is restarted again and
   * again must not drain the topic in small portions.
   */
  private static final int STRICTER = 10;

  private final int tolerated;
  private final Map<Integer, Long> counted = new HashMap<>();
  private int inARow;
  private volatile boolean metPairLast;
  private boolean metPair;

  /**
   * @param tolerated how many consecutive records may name an unknown schema
   */
  public UnknownSchemas(int tolerated) {
    this.tolerated = tolerated;
  }

  /** A pair was processed, so the registry is the right one. */
  void met() {
    if (!metPairLast) {
      pairAfterUnknown();
    }
  }

  private synchronized void pairAfterUnknown() {
    metPair = true;
    inARow = 0;
    metPairLast = true;
  }

  /**
   * A record with an unknown schema was processed. A record that is read again, because its result
   * was not committed, is counted only once.
   *
   * @return the reason for the dead letter
   * @throws RegistryException if there were too many in a row
   */
  synchronized DeadLetterException met(int partition, long offset, int schema) {
    if (counted.getOrDefault(partition, -1L) < offset) {
      counted.put(partition, offset);
      metPairLast = false;
      inARow++;
    }
    if (inARow > (metPair ? tolerated : (tolerated + STRICTER - 1) / STRICTER)) {
      throw new RegistryException(
          "the schema registry knew none of the schemas of %d records in a row; expected the registry that the producers use. Check registry.url, or raise arena.registry.unknown.limit to send such records to the dead letters."
              .formatted(inARow),
          null);
    }
    return new DeadLetterException(
        ReadReason.UNKNOWN_SCHEMA,
        "the value names schema %d, which the registry does not know".formatted(schema));
  }
}
