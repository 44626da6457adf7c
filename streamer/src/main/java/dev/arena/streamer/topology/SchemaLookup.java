package dev.arena.streamer.topology;

import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;

/** Asks the registry whether it knows a schema. Safe for use by many threads. */
public final class SchemaLookup {
  private final SchemaRegistryClient registry;
  private final Runnable sanity;

  /**
   * @param registry caches what it found
   * @param sanity asks the registry for what it must know, and throws {@link UserException} when it
   *     does not
   */
  public SchemaLookup(SchemaRegistryClient registry, Runnable sanity) {
    this.registry = registry;
    this.sanity = sanity;
  }

  /**
   * Whether the registry knows the schema. One that does not is asked again after it has shown that
   * it knows Arena's own, so that a registry that lost its data makes no dead letter.
   *
   * @throws RegistryException when it does not answer, answers anything else, or does not know
   *     Arena's schema either
   */
  boolean knows(String topic, int id) {
    if (isKnown(topic, id)) {
      return true;
    }
    try {
      sanity.run();
    } catch (UserException outOfOrder) {
      throw new RegistryException(String.valueOf(outOfOrder.getMessage()), outOfOrder);
    }
    return isKnown(topic, id);
  }

  /** Asks as Confluent's deserializer does: the answer is in its cache when the body is read. */
  private boolean isKnown(String topic, int id) {
    try {
      registry.getSchemaBySubjectAndId(topic + "-value", id);
      return true;
    } catch (RestClientException answer) {
      if (RegistryErrors.isUnknownSchema(answer)) {
        return false;
      }
      throw unavailable(id, answer);
    } catch (IOException unreachable) {
      throw unavailable(id, unreachable);
    } catch (RuntimeException unparsable) {
      if (RegistryErrors.isRegistryFailure(unparsable)) {
        throw unavailable(id, unparsable);
      }
      return true; // it has a schema of a type that its client does not know
    }
  }

  static RegistryException unavailable(int id, Exception answer) {
    return new RegistryException(
        "the schema registry could not be asked for schema %d (%s); expected an answer. Look at the registry, or check the keys under registry."
            .formatted(id, RegistryErrors.describe(answer)),
        answer);
  }
}
