package dev.arena.schemas.serde;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Opens clients of a schema registry that hold any schema of it, and not only those that Avro
 * parses. Confluent's own client throws for others, so that a reader could not tell a record that
 * was written with the wrong serializer from a registry that does not answer.
 */
public final class RegistryClients {
  private RegistryClients() {}

  /**
   * A client; close it.
   *
   * @param settings as for Confluent's serializers; {@code schema.registry.url} must be there
   */
  public static SchemaRegistryClient open(Map<String, ?> settings) {
    KafkaAvroDeserializerConfig config = new KafkaAvroDeserializerConfig(settings);
    return SchemaRegistryClientFactory.newClient(
        config.getSchemaRegistryUrls(),
        config.getMaxSchemasPerSubject(),
        List.of(new AvroOrOpaque(), new Opaque("JSON"), new Opaque("PROTOBUF")),
        config.originals(),
        config.requestHeaders());
  }

  /** Holds the schemas of another type than Avro as they are. */
  private record Opaque(String schemaType) implements SchemaProvider {
    @Override
    public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
      return OpaqueSchema.ofOtherType(schema);
    }
  }

  /** Parses Avro schemas; holds those that do not parse as they are. */
  private static final class AvroOrOpaque implements SchemaProvider {
    private final AvroSchemaProvider avro = new AvroSchemaProvider();

    @Override
    public void configure(Map<String, ?> configs) {
      avro.configure(configs);
    }

    @Override
    public String schemaType() {
      return avro.schemaType();
    }

    /** Throws only what is no fault of the schema: the registry did not say what it refers to. */
    @Override
    public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
      try {
        return avro.parseSchemaOrElseThrow(schema, isNew, normalize);
      } catch (RuntimeException | StackOverflowError unparsable) {
        if (isRegistrys(unparsable)) {
          throw unparsable;
        }
        return OpaqueSchema.damaged(schema);
      }
    }
  }

  /** Whether the registry did not answer, or answered an error. */
  static boolean isRegistrys(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof RestClientException) {
        return true;
      }
    }
    return false;
  }
}
