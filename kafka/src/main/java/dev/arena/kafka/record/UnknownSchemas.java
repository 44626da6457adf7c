package dev.arena.kafka.record;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.failure.RegistryException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts consecutive records that name a schema that the registry does not know.
 *
 * <p>A registry that knows none of many schemas in a row is considered the wrong one, even if it
 * knows Arena's own; otherwise a whole topic would become dead letters. Until the first good
 * record, a tenth of the limit is enough. Safe for use by many threads.
 */
public final class UnknownSchemas {
  /**
   * The limit before the first good record is this many times lower: a service that is restarted
   * again and again must not drain the topic in small portions.
   */
  private static final int STRICTER = 10;

  private final int tolerated;
  private final Map<TopicPartition, Long> counted = new HashMap<>();
  private int inARow;
  private volatile boolean metGoodLast;
  private boolean metGood;

  /**
   * @param tolerated how many consecutive records may name an unknown schema
   */
  public UnknownSchemas(int tolerated) {
    this.tolerated = tolerated;
  }

  /** A record was processed, so the registry is the right one. */
  void met() {
    if (!metGoodLast) {
      goodAfterUnknown();
    }
  }

  private synchronized void goodAfterUnknown() {
    metGood = true;
    inARow = 0;
    metGoodLast = true;
  }

  /**
   * A record with an unknown schema was processed. A record that is read again, because its result
   * was not committed, is counted only once.
   *
   * @return the reason for the dead letter
   * @throws RegistryException if there were too many in a row
   */
  synchronized DeadLetterException met(TopicPartition partition, long offset, int schema) {
    if (counted.getOrDefault(partition, -1L) < offset) {
      counted.put(partition, offset);
      metGoodLast = false;
      inARow++;
    }
    if (inARow > (metGood ? tolerated : (tolerated + STRICTER - 1) / STRICTER)) {
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
