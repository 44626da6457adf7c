package dev.arena.streamer.topology;

import dev.arena.streamer.deadletter.DeadLetterException;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the registry whether it knows a schema.
 *
 * <p>A registry that knows none of many schemas in a row is taken for the wrong one, or for one
 * that lost its data: it would otherwise send a whole topic to the dead letters. As long as nothing
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
  private final int tolerated;
  private final AtomicInteger unknownInARow = new AtomicInteger();
  private volatile boolean readAny;

  /**
   * @param registry caches what it found
   * @param tolerated how many records in a row may name an unknown schema
   */
  public SchemaLookup(SchemaRegistryClient registry, int tolerated) {
    this.registry = registry;
    this.tolerated = tolerated;
  }

  /**
   * Returns when the registry knows the schema. Asks as Confluent's deserializer does, so that the
   * answer is in the client's cache when the body is read.
   *
   * @throws DeadLetterException when it says that it does not
   * @throws RegistryException when it does not answer, answers anything else, or has said so too
   *     often
   */
  void require(String topic, int id) {
    try {
      registry.getSchemaBySubjectAndId(topic + "-value", id);
    } catch (RestClientException answer) {
      if (answer.getErrorCode() != SCHEMA_NOT_FOUND) {
        throw unavailable(id, answer);
      }
      throw unknown(id, answer);
    } catch (IOException unreachable) {
      throw unavailable(id, unreachable);
    }
  }

  /** A record was read: the registry is the right one. */
  void readOne() {
    readAny = true;
    unknownInARow.set(0);
  }

  private RuntimeException unknown(int id, RestClientException answer) {
    int inARow = unknownInARow.incrementAndGet();
    if (inARow > (readAny ? tolerated : (tolerated + STRICTER - 1) / STRICTER)) {
      return new RegistryException(
          "the schema registry knew none of the schemas of %d records in a row; expected the registry that the producers use. Check registry.url, or raise arena.registry.unknown.limit to send such records to the dead letters."
              .formatted(inARow),
          answer);
    }
    return new DeadLetterException(
        "the value names schema %d, which the registry does not know".formatted(id));
  }

  static RegistryException unavailable(int id, Exception answer) {
    return new RegistryException(
        "the schema registry could not be asked for schema %d (%s); expected an answer. The scorer stops here and goes on at the same record when it is started again."
            .formatted(id, answer.getMessage()),
        answer);
  }
}
