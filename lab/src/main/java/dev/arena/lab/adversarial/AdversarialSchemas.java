package dev.arena.lab.adversarial;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The schemas of adversarial records, as registered.
 *
 * @param pair the current schema of pairs
 * @param future a later version of it with an additional optional field
 * @param incomplete a schema with the same name and without turns
 * @param preference the schema of preferences
 * @param chain a record that contains itself and is not a pair
 * @param deep a pair with such a record in a field
 * @param nulls a pair with an array of nulls in a field
 * @param protobuf id of a Protobuf schema
 * @param json id of a JSON Schema
 */
record AdversarialSchemas(
    Registered pair,
    Registered future,
    Registered incomplete,
    Registered preference,
    Registered chain,
    Registered deep,
    Registered nulls,
    int protobuf,
    int json) {
  /** A record that contains itself. */
  private static final String CHAIN =
      """
      {"type": "record", "name": "Link", "fields": [{"name": "next", "type": ["null", "Link"]}]}""";

  private static final String NULLS =
      """
      {"type": "array", "items": "null"}""";

  private static final String PROTOBUF =
      """
      syntax = "proto3";
      message ConversationPair {
        string id = 1;
      }
      """;

  private static final String JSON =
      """
      {"type": "object", "properties": {"id": {"type": "string"}}}""";

  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  /** A schema with the id that the registry assigned to it. */
  record Registered(int id, Schema schema) {
    /** Encodes a record in the Confluent wire format. */
    byte[] encode(GenericRecord record) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(ByteBuffer.allocate(HEADER_BYTES).put((byte) 0).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      try {
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
      } catch (IOException impossibleInMemory) {
        throw new UncheckedIOException(impossibleInMemory);
      }
      return bytes.toByteArray();
    }
  }

  /**
   * Registers all schemas: the later version after the current one, as when a producer is upgraded
   * before the scorer, and the others under their own subjects.
   *
   * @throws UserException if the registry rejects them
   */
  static AdversarialSchemas register(Connection connection) {
    String pairs = connection.topics().pairs();
    try (SchemaRegistryClient registry = RegistryClients.open(connection.registry())) {
      return new AdversarialSchemas(
          register(registry, pairs, ArenaSerdes.pairSchema()),
          register(registry, pairs, withAdditionalField()),
          register(registry, pairs + "-test-incomplete", withoutTurns()),
          register(registry, pairs + "-test-preference", ArenaSerdes.preferenceSchema()),
          register(registry, pairs + "-test-chain", new Schema.Parser().parse(CHAIN)),
          register(registry, pairs + "-test-deep", pairWith("[\"null\", %s]".formatted(CHAIN))),
          register(registry, pairs + "-test-nulls", pairWith(NULLS)),
          register(registry, pairs + "-test-protobuf", "PROTOBUF", PROTOBUF),
          register(registry, pairs + "-test-json", "JSON", JSON));
    } catch (IOException | RestClientException refused) {
      throw new UserException(
          "the schema registry rejected the schemas of adversarial records (%s); expected a test registry. Check registry.url."
              .formatted(refused.getMessage()),
          refused);
    }
  }

  private static Registered register(SchemaRegistryClient registry, String topic, Schema schema)
      throws IOException, RestClientException {
    return new Registered(
        registry.register(topic + "-value", new AvroSchema(schema), true), schema);
  }

  private static int register(
      SchemaRegistryClient registry, String topic, String type, String schema)
      throws IOException, RestClientException {
    ParsedSchema parsed = registry.parseSchema(type, schema, List.of()).orElseThrow();
    return registry.register(topic + "-value", parsed);
  }

  /** Returns the schema of a pair with an id, turns and a field of this type. */
  private static Schema pairWith(String type) {
    return new Schema.Parser()
        .parse(
            """
            {"type": "record", "name": "ConversationPair", "namespace": "dev.arena.schemas", "fields": [
              {"name": "id", "type": "string"},
              {"name": "turns", "type": {"type": "array", "items":
                {"type": "record", "name": "Turn", "fields": []}}},
              {"name": "more", "type": %s}]}"""
                .formatted(type));
  }

  private static Schema withAdditionalField() {
    Schema current = ArenaSerdes.pairSchema();
    List<Schema.Field> fields = new ArrayList<>();
    current.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    Schema optionalText = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
    fields.add(
        new Schema.Field(
            "comment",
            optionalText,
            "A field of a later version.",
            Schema.Field.NULL_DEFAULT_VALUE));
    return Schema.createRecord(
        current.getName(), current.getDoc(), current.getNamespace(), false, fields);
  }

  private static Schema withoutTurns() {
    Schema current = ArenaSerdes.pairSchema();
    return SchemaBuilder.record(current.getName())
        .namespace(current.getNamespace())
        .fields()
        .requiredString("id")
        .requiredString("question")
        .endRecord();
  }
}
