package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records that are made to exhaust their reader's memory, stack or time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileRecordTest {
  private static final String TOPIC = "pairs";
  private static final Map<String, Object> SETTINGS =
      Map.of("schema.registry.url", "mock://hostile");
  private static final int MAX_BYTES = 16 << 20;
  private static final long MOST_ALLOCATED = 64L << 20;

  private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

  /** Eighteen bytes: -(2^31 - 9) turns in no bytes, as a block that states its size. */
  @ParameterizedTest
  @CsvSource({"-2147483639", "-200000000", "2147483639", "200000000", "-9223372036854775808"})
  void aBlockWithMoreTurnsThanTheBodyCanHoldIsADeadLetter(long count) throws Exception {
    byte[] body = concat(text("x"), number(count), number(0), new byte[5]);

    assertThat(reason(body, ArenaSerdes.pairSchema()))
        .contains("cannot be read as a ConversationPair");
  }

  @Test
  void aBlockWhoseSizeIsNotThatOfItsItemsIsADeadLetter() throws Exception {
    byte[] turn = new byte[3];
    byte[] rest = {0, 0, 0, 0, 0};
    byte[] right = concat(text("x"), number(-1), number(turn.length), turn, rest);
    byte[] wrong = concat(text("x"), number(-1), number(turn.length + 1), turn, rest);

    assertThat(read(right, ArenaSerdes.pairSchema())).isInstanceOf(ReadRecord.Value.class);
    assertThat(reason(wrong, ArenaSerdes.pairSchema()))
        .contains("cannot be read as a ConversationPair");
  }

  @Test
  void aRecursiveBodyOfAnotherKindOfRecordIsADeadLetter() throws Exception {
    Schema list =
        schema(
            """
            {"type": "record", "name": "Node", "fields": [
              {"name": "next", "type": ["null", "Node"]}]}""");

    assertThat(reason(filled(1_000_000, 2), list)).contains("cannot be read as a ConversationPair");
  }

  @Test
  void aPairWithADeeplyRecursiveFieldOfItsOwnIsADeadLetterAndAShallowOneIsRead() throws Exception {
    Schema schema = pairWith("\"history\"", RECURSIVE);
    byte[] pair = concat(text("x"), number(0));

    assertThat(read(concat(pair, filled(20, 2), new byte[1]), schema))
        .isInstanceOf(ReadRecord.Value.class);
    assertThat(reason(concat(pair, filled(1_000_000, 2), new byte[1]), schema))
        .contains("nested more than");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "`null`",
        "{'type': 'record', 'name': 'Nothing', 'fields': []}",
        "{'type': 'fixed', 'name': 'Nothing', 'size': 0}"
      })
  void itemsOfNoBytesAreCounted(String item) throws Exception {
    String items =
        "{\"type\": \"array\", \"items\": %s}".formatted(item.replace('\'', '"').replace('`', '"'));
    byte[] body = concat(text("x"), number(0), number(1L << 62), number(0));

    assertThat(reason(body, pairWith("\"nothings\"", items))).contains("more than");
    assertThat(reason(concat(number(1L << 62), number(0)), schema(items)))
        .contains("cannot be read as a ConversationPair");
  }

  @Test
  void aFieldOfAnotherTypeIsAFaultOfTheSchemaAndNotOfEachRecord() throws Exception {
    Schema number =
        schema(
            """
            {"type": "record", "name": "ConversationPair", "namespace": "dev.arena.schemas",
             "fields": [
              {"name": "id", "type": "int"},
              {"name": "turns", "type": {"type": "array", "items": {
                "type": "record", "name": "Turn", "fields": []}}}]}""");

    ReadRecord<ConversationPair> read = read(new byte[2], number);

    assertThat(reason(read)).contains("Found int, expecting string");
    assertThat(((ReadRecord.Poison<ConversationPair>) read).reason().reason())
        .isEqualTo(ReadReason.SCHEMA);
  }

  /** Forty record types, each with two fields of the one before: 2^40 values in no bytes. */
  @Test
  void recordsThatDoubleEachOtherAreCounted() throws Exception {
    String doubled =
        IntStream.range(1, 40)
            .mapToObj(
                n ->
                    """
                    {"type": "record", "name": "R%1$d", "fields": [
                      {"name": "a", "type": "R%2$d"}, {"name": "b", "type": "R%2$d"}]}"""
                        .formatted(n, n - 1))
            .collect(
                Collectors.joining(
                    ", ", "[{\"type\": \"record\", \"name\": \"R0\", \"fields\": []}, ", "]"));

    assertThat(reason(concat(text("x"), number(0), number(39)), pairWith("\"r\"", doubled)))
        .contains("more than");
  }

  @Test
  void manyTinyAttributesAreNotReadIntoManyTimesTheirBytes() throws Exception {
    int count = 2_000_000;
    ByteBuffer body = ByteBuffer.allocate(32 + count * 6);
    body.put(text("x")).put(number(0)).put(new byte[3]).put(number(count));
    for (int n = 0; n < count; n++) {
      body.put((byte) 8);
      for (int shift = 0; shift < 28; shift += 7) {
        body.put((byte) (n >>> shift & 0x7f));
      }
      body.put((byte) 0);
    }
    body.put((byte) 0);

    assertThat(reason(Arrays.copyOf(body.array(), body.position()), ArenaSerdes.pairSchema()))
        .contains("more than");
  }

  @Test
  void aValueAboveTheLimitIsADeadLetterThatNamesTheKey() throws Exception {
    byte[] pair = concat(text("x"), new byte[6]);

    assertThat(read(Arrays.copyOf(pair, MAX_BYTES - 5), ArenaSerdes.pairSchema()))
        .isInstanceOf(ReadRecord.Value.class);
    assertThat(reason(Arrays.copyOf(pair, MAX_BYTES - 4), ArenaSerdes.pairSchema()))
        .isEqualTo(
            "the value has 16,777,217 bytes; expected at most 16,777,216 (arena.pair.max.bytes)");
  }

  @Test
  void aSchemaNestedVeryDeeplyIsADeadLetter() throws Exception {
    int depth = 300;
    String nested =
        "{\"type\": \"array\", \"items\": ".repeat(depth) + "\"null\"" + "}".repeat(depth);

    assertThat(reason(concat(text("x"), number(0), number(0)), pairWith("\"deep\"", nested)))
        .contains("its schema is nested more than");
  }

  @ParameterizedTest
  @CsvSource({"PROTOBUF, is Protobuf", "JSON, is JSON Schema", "XSD, is of an unknown type"})
  void aSchemaThatIsNotAvrosIsADeadLetterThatNamesBoth(String type, String fault) throws Exception {
    assertThat(reasonWithRegistryThatKnows(answer(type, "syntax = 'proto3';", "")))
        .isEqualTo("schema 7 %s; expected Avro".formatted(fault));
    String references =
        ", \"references\": [{\"name\": \"other.proto\", \"subject\": \"other\", \"version\": 1}]";
    assertThat(reasonWithRegistryThatKnows(answer(type, "syntax = 'proto3';", references)))
        .isEqualTo("schema 7 %s; expected Avro".formatted(fault));
  }

  @Test
  void aSchemaThatDoesNotParseIsADeadLetter() throws Exception {
    assertThat(reasonWithRegistryThatKnows(answer("AVRO", "{'type': 'nonsense'}", "")))
        .contains("schema 7 does not parse as Avro");
    String deep = "{'type': 'array', 'items': ".repeat(900) + "'null'" + "}".repeat(900);
    assertThat(reasonWithRegistryThatKnows(answer("AVRO", deep, "")))
        .satisfiesAnyOf(
            reason -> assertThat(reason).contains("does not parse"),
            reason -> assertThat(reason).contains("nested more than"));
  }

  private static final String RECURSIVE =
      """
      ["null", {"type": "record", "name": "Node", "fields": [
        {"name": "next", "type": ["null", "Node"]}]}]""";

  /** Id and turns of a pair, and one more field. */
  private static Schema pairWith(String name, String type) {
    return schema(
        """
        {"type": "record", "name": "ConversationPair", "namespace": "dev.arena.schemas", "fields": [
          {"name": "id", "type": "string"},
          {"name": "turns", "type": {"type": "array", "items": {"type": "record", "name": "Turn", "fields": []}}},
          {"name": %s, "type": %s}]}"""
            .formatted(name, type));
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }

  private ReadRecord<ConversationPair> read(byte[] body, Schema writer) throws Exception {
    int id = registry.register(TOPIC + "-value", new AvroSchema(writer));
    return read(registry, id, body);
  }

  private static ReadRecord<ConversationPair> read(
      SchemaRegistryClient registry, int id, byte[] body) {
    byte[] value = concat(ByteBuffer.allocate(5).putInt(1, id).array(), body);
    try (CheckedDeserializer<ConversationPair> deserializer =
        PairReader.of(
            registry,
            ArenaSerdes.of(ConversationPair.class, registry, SETTINGS).deserializer(),
            MAX_BYTES)) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      ReadRecord<ConversationPair> read =
          deserializer.deserialize(TOPIC, new RecordHeaders(), value);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
      return read;
    }
  }

  private String reason(byte[] body, Schema writer) throws Exception {
    return reason(read(body, writer));
  }

  private static String reason(ReadRecord<ConversationPair> read) {
    assertThat(read).isInstanceOf(ReadRecord.Poison.class);
    return ((ReadRecord.Poison<ConversationPair>) read).reason().getMessage();
  }

  /** The registry's client asks a server that knows only this schema, under any id. */
  private static String reasonWithRegistryThatKnows(byte[] answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/schemas/ids/7",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (SchemaRegistryClient client = RegistryClients.open(Map.of("schema.registry.url", url))) {
      return reason(read(client, 7, new byte[3]));
    } finally {
      server.stop(0);
    }
  }

  private static byte[] answer(String type, String schema, String more) {
    String quoted = schema.replace("'", "\\\"");
    return "{\"schemaType\": \"%s\", \"schema\": \"%s\"%s}"
        .formatted(type, quoted, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A number as Avro writes it: zigzag, seven bits per byte. */
  private static byte[] number(long value) {
    long rest = value << 1 ^ value >> 63;
    ByteBuffer bytes = ByteBuffer.allocate(10);
    while ((rest & ~0x7fL) != 0) {
      bytes.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return concat(number(bytes.length), bytes);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
