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
 * The schemas that nasty records are written with, as a registry knows them.
 *
 * @param pair this version's
 * @param future a later version's, with one more optional field
 * @param incomplete of the same name, without turns
 * @param preference another record's
 * @param chain of records that contain each other, and are no pairs
 * @param deep a pair's, with such a chain in a field
 * @param nulls a pair's, with an array of nulls in a field
 * @param protobuf the id of a Protobuf schema
 * @param json the id of a JSON Schema
 */
record NastySchemas(
    Known pair,
    Known future,
    Known incomplete,
    Known preference,
    Known chain,
    Known deep,
    Known nulls,
    int protobuf,
    int json) {
  /** Records that contain each other. */
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

  /** A schema with the id that the registry gave it. */
  record Known(int id, Schema schema) {
    /** A record in Confluent's wire format. */
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
   * Registers all of them: the later version beside this one, as a producer that was upgraded first
   * does, and the others under subjects of their own.
   *
   * @throws UserException when the registry does not take them
   */
  static NastySchemas register(Connection connection) {
    String pairs = connection.topics().pairs();
    try (SchemaRegistryClient registry = RegistryClients.open(connection.registry())) {
      return new NastySchemas(
          register(registry, pairs, ArenaSerdes.pairSchema()),
          register(registry, pairs, withOneMoreField()),
          register(registry, pairs + "-nasty-incomplete", withoutTurns()),
          register(registry, pairs + "-nasty-preference", ArenaSerdes.preferenceSchema()),
          register(registry, pairs + "-nasty-chain", new Schema.Parser().parse(CHAIN)),
          register(registry, pairs + "-nasty-deep", pairWith("[\"null\", %s]".formatted(CHAIN))),
          register(registry, pairs + "-nasty-nulls", pairWith(NULLS)),
          register(registry, pairs + "-nasty-protobuf", "PROTOBUF", PROTOBUF),
          register(registry, pairs + "-nasty-json", "JSON", JSON));
    } catch (IOException | RestClientException refused) {
      throw new UserException(
          "the schema registry does not take the schemas of nasty records (%s); expected one that is there for tests. Check registry.url."
              .formatted(refused.getMessage()),
          refused);
    }
  }

  private static Known register(SchemaRegistryClient registry, String topic, Schema schema)
      throws IOException, RestClientException {
    return new Known(registry.register(topic + "-value", new AvroSchema(schema), true), schema);
  }

  private static int register(
      SchemaRegistryClient registry, String topic, String type, String schema)
      throws IOException, RestClientException {
    ParsedSchema parsed = registry.parseSchema(type, schema, List.of()).orElseThrow();
    return registry.register(topic + "-value", parsed);
  }

  /** Id and turns, and a field of this type. */
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

  private static Schema withOneMoreField() {
    Schema now = ArenaSerdes.pairSchema();
    List<Schema.Field> fields = new ArrayList<>();
    now.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    Schema optionalText = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
    fields.add(
        new Schema.Field(
            "mood", optionalText, "Of a later version.", Schema.Field.NULL_DEFAULT_VALUE));
    return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
  }

  private static Schema withoutTurns() {
    Schema now = ArenaSerdes.pairSchema();
    return SchemaBuilder.record(now.getName())
        .namespace(now.getNamespace())
        .fields()
        .requiredString("id")
        .requiredString("question")
        .endRecord();
  }
}
