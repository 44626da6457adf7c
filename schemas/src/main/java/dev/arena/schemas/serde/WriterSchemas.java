package dev.arena.schemas.serde;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Resolver;
import org.apache.avro.Resolver.ErrorAction;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * A cache of verdicts on whether records written with a schema can be read as the requested type.
 * Thread-safe.
 */
final class WriterSchemas {
  private static final int MAX_REMEMBERED = 1_000;

  private final SchemaRegistryClient registry;
  private final Class<?> type;
  private final SpecificData data;
  private final Map<Integer, Verdict> verdicts = new ConcurrentHashMap<>();

  /**
   * @param registry caches the schemas
   * @param type the requested record type
   */
  WriterSchemas(SchemaRegistryClient registry, Class<?> type) {
    this.registry = registry;
    this.type = type;
    this.data = SpecificData.getForClass(type);
  }

  /** Whether records written with a schema can be read. */
  sealed interface Verdict {
    /** Records written with it can be read. */
    record Usable(Schema schema) implements Verdict {}

    /**
     * No record written with it can be read.
     *
     * @param reason a sentence
     */
    record Unusable(String reason) implements Verdict {}
  }

  /**
   * The verdict on the schema with an id; empty when the registry does not answer, or does not know
   * the id.
   */
  Optional<Verdict> verdict(String topic, int id) {
    Verdict known = verdicts.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Verdict> verdict = judge(topic, id);
    verdict.ifPresent(judged -> remember(id, judged));
    return verdict;
  }

  /** Caches a verdict; clears the cache first when it is full. */
  private void remember(int id, Verdict verdict) {
    if (verdicts.size() >= MAX_REMEMBERED) {
      verdicts.clear();
    }
    verdicts.put(id, verdict);
  }

  private Optional<Verdict> judge(String topic, int id) {
    ParsedSchema parsed;
    try {
      parsed = registry.getSchemaBySubjectAndId(topic + "-value", id);
    } catch (IOException | RestClientException unknown) {
      return Optional.empty();
    } catch (RuntimeException unparsable) {
      return RegistryClients.isRegistrys(unparsable)
          ? Optional.empty()
          : Optional.of(
              new Verdict.Unusable("schema %d is of an unknown type; expected Avro".formatted(id)));
    }
    return Optional.of(judge(id, parsed));
  }

  private Verdict judge(int id, ParsedSchema parsed) {
    if (parsed instanceof OpaqueSchema opaque) {
      return new Verdict.Unusable("schema %d %s".formatted(id, opaque.fault()));
    }
    if (!(parsed.rawSchema() instanceof Schema writer)) {
      return new Verdict.Unusable(
          "schema %d is %s; expected Avro".formatted(id, parsed.schemaType()));
    }
    Optional<String> excess = SchemaSize.excess(writer);
    if (excess.isPresent()) {
      return new Verdict.Unusable(doesNotRead(id, excess.get()));
    }
    return failure(Resolver.resolve(writer, data.getSchema(type), data), new HashSet<>())
        .<Verdict>map(error -> new Verdict.Unusable(doesNotRead(id, error.toString())))
        .orElseGet(() -> new Verdict.Usable(writer));
  }

  /**
   * The reason why every record fails, if there is one. Items of a collection and branches of a
   * union are ignored: a record need not contain one that fails.
   *
   * @param seen actions visited so far, because records may contain themselves
   */
  private static Optional<ErrorAction> failure(Resolver.Action action, Set<Resolver.Action> seen) {
    if (action instanceof ErrorAction error) {
      return Optional.of(error);
    }
    return action instanceof Resolver.RecordAdjust record && seen.add(record)
        ? Arrays.stream(record.fieldActions)
            .flatMap(field -> failure(field, seen).stream())
            .findFirst()
        : Optional.empty();
  }

  /** A sentence that says why a value cannot be read. */
  String doesNotRead(int id, String why) {
    return "the value cannot be read as a %s with the registry's schema %d: %s"
        .formatted(type.getSimpleName(), id, why);
  }
}
