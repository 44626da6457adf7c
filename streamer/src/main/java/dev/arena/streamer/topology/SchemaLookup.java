package dev.arena.streamer.topology;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.deadletter.DeadLetterException;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the registry whether it knows a schema.
 *
 * <p>A registry that knows none of many schemas in a row is taken for the wrong one, even if it
 * knows Arena's own: it would otherwise send a whole topic to the dead letters. As long as nothing
 * was read, a tenth of the limit is enough. Safe for use by many threads.
 */
public final class SchemaLookup {
  private static final int SCHEMA_NOT_FOUND = 40403;

  /**
   * How many times fewer unknown schemas are tolerated before the first record was read: a scorer
   * that is restarted again and again must not drain the topic in small portions.
   */
  private static final int STRICTER = 10;

  private final SchemaRegistryClient registry;
  private final Runnable sanity;
  private final int tolerated;
  private final AtomicInteger unknownInARow = new AtomicInteger();
  private volatile boolean readAny;

  /**
   * @param registry caches what it found
   * @param sanity asks the registry for what it must know, and throws {@link UserException} when it
   *     does not
   * @param tolerated how many records in a row may name an unknown schema
   */
  public SchemaLookup(SchemaRegistryClient registry, Runnable sanity, int tolerated) {
    this.registry = registry;
    this.sanity = sanity;
    this.tolerated = tolerated;
  }

  /**
   * Returns when the registry knows the schema. One that does not is asked again after it has shown
   * that it knows Arena's own, so that a registry that lost its data makes no dead letter.
   *
   * @throws DeadLetterException when it says that it does not
   * @throws RegistryException when it does not answer, answers anything else, does not know Arena's
   *     schema either, or has said so too often
   */
  void require(String topic, int id) {
    if (isKnown(topic, id)) {
      return;
    }
    try {
      sanity.run();
    } catch (UserException outOfOrder) {
      throw new RegistryException(String.valueOf(outOfOrder.getMessage()), outOfOrder);
    }
    if (!isKnown(topic, id)) {
      throw unknown(id);
    }
  }

  /** Asks as Confluent's deserializer does: the answer is in its cache when the body is read. */
  private boolean isKnown(String topic, int id) {
    try {
      registry.getSchemaBySubjectAndId(topic + "-value", id);
      return true;
    } catch (RestClientException answer) {
      if (answer.getErrorCode() == SCHEMA_NOT_FOUND) {
        return false;
      }
      throw unavailable(id, answer);
    } catch (IOException unreachable) {
      throw unavailable(id, unreachable);
    }
  }

  /** A record was read: the registry is the right one. */
  void readOne() {
    readAny = true;
    unknownInARow.set(0);
  }

  private RuntimeException unknown(int id) {
    int inARow = unknownInARow.incrementAndGet();
    if (inARow > (readAny ? tolerated : (tolerated + STRICTER - 1) / STRICTER)) {
      return new RegistryException(
          "the schema registry knew none of the schemas of %d records in a row; expected the registry that the producers use. Check registry.url, or raise arena.registry.unknown.limit to send such records to the dead letters."
              .formatted(inARow),
          null);
    }
    return new DeadLetterException(
        "the value names schema %d, which the registry does not know".formatted(id));
  }

  static RegistryException unavailable(int id, Exception answer) {
    return new RegistryException(
        "the schema registry could not be asked for schema %d (%s); expected an answer. Look at the registry, or check the keys under registry."
            .formatted(id, answer.getMessage()),
        answer);
  }
}
