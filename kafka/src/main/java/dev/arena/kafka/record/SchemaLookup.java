package dev.arena.kafka.record;

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
   * @param registry caches its answers
   * @param sanity checks a schema that the registry must know, and throws {@link UserException} if
   *     that fails
   */
  public SchemaLookup(SchemaRegistryClient registry, Runnable sanity) {
    this.registry = registry;
    this.sanity = sanity;
  }

  /**
   * Whether the registry knows the schema. If not, it must prove that it knows Arena's own, and is
   * then asked again, so that a registry that has lost its data causes no dead letters.
   *
   * @throws RegistryException if it does not answer, gives another answer, or does not know Arena's
   *     schema either
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

  /** Asks in the same way as Confluent's deserializer, which then finds the answer in the cache. */
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
      return true; // the registry has the schema, but its client does not know the type
    }
  }

  static RegistryException unavailable(int id, Exception answer) {
    return new RegistryException(
        "the schema registry could not be asked for schema %d (%s); expected an answer. Look at the registry, or check the keys under registry."
            .formatted(id, RegistryErrors.describe(answer)),
        answer);
  }
}
