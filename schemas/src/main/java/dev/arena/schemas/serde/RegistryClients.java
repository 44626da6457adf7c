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
 * A factory of schema registry clients that accept every schema, not only those that Avro can
 * parse. Confluent's client throws an exception for others, as it does when the registry does not
 * answer, so a reader could not recognise a record written with the wrong serializer.
 */
public final class RegistryClients {
  private RegistryClients() {}

  /**
   * Opens a client, which the caller must close.
   *
   * @param settings settings of Confluent's serializers; {@code schema.registry.url} is required
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

  /** A provider that accepts schemas of types other than Avro without parsing them. */
  private record Opaque(String schemaType) implements SchemaProvider {
    @Override
    public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
      return OpaqueSchema.ofOtherType(schema);
    }
  }

  /** A provider that parses Avro schemas and keeps invalid ones unparsed. */
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

    /** Throws only if the registry does not return a referenced schema. */
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

  /** Whether the registry did not answer, or answered with an error. */
  static boolean isRegistrys(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof RestClientException) {
        return true;
      }
    }
    return false;
  }
}
