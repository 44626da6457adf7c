package dev.arena.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.LeaderboardStyle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.ReliabilityBin;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.failure.UserException;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests with the in-memory registry of Confluent's client; the module local tests with a real one.
 */
class ArenaSerdesTest {
  private static final String SCOPE = "arena-serdes-test";
  private static final String URL = "mock://" + SCOPE;
  private static final Map<String, Object> STRICT = Map.of("schema.registry.url", URL);
  private static final Map<String, Object> REGISTERING =
      Map.of("schema.registry.url", URL, "auto.register.schemas", true);

  @AfterEach
  void forgetSchemas() {
    MockSchemaRegistry.dropScope(SCOPE);
  }

  /** First a string announces 1.6 billion bytes; then the array announces as many turns. */
  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedBeforeMemoryIsAllocated() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING)) {
      byte[] good =
          serde
              .serializer()
              .serialize(
                  "arena.pairs",
                  ConversationPair.newBuilder()
                      .setId("1")
                      .setTurns(List.of(new Turn("a", "b", "c")))
                      .build());
      byte[] enormous = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0b};
      for (int kept : List.of(5, 7)) {
        byte[] bytes = ByteBuffer.allocate(kept + 5).put(good, 0, kept).put(enormous).array();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> serde.deserializer().deserialize("arena.pairs", bytes))
            .isInstanceOf(SerializationException.class)
            .hasMessageContaining("shorter than it announces");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
      }
    }
  }

  @Test
  void aPairIsReadBackAsItWasWritten() {
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId("p1")
            .setTurns(List.of(new Turn("2+2?", "4", null), new Turn(null, "שלום 😀", "5")))
            .setModelA("a")
            .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
            .setAttributes(Map.of("source", "test"))
            .build();
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING)) {
      byte[] bytes = serde.serializer().serialize("arena.pairs", pair);
      assertThat(bytes[0]).as("magic byte").isZero();
      assertThat(serde.deserializer().deserialize("arena.pairs", bytes)).isEqualTo(pair);
    }
  }

  @Test
  void everyOtherRecordIsReadBackAsItWasWritten() {
    Instant time = Instant.ofEpochMilli(5);
    PairFacts facts =
        PairFacts.newBuilder()
            .setTurns(2)
            .setScript("Han")
            .setCategory(List.of("math", "coding"))
            .setPairHash(1L << 52)
            .build();
    assertReadBack(
        ArenaSerdes.preferences(REGISTERING),
        preference().setModelB("chatbot").setPairOffset(7L).setFacts(facts).build());
    assertReadBack(ArenaSerdes.preferences(REGISTERING), preference().build());
    assertReadBack(
        ArenaSerdes.votes(REGISTERING),
        Vote.newBuilder()
            .setPairId("p1")
            .setOutcome(VoteOutcome.BOTH_BAD)
            .setVoter("שלום")
            .setVotedAt(time)
            .setSwapped(true)
            .setProbability(0.25)
            .setReasons(List.of("both are wrong"))
            .setAttributes(Map.of("page", "chat"))
            .build());
    assertReadBack(
        ArenaSerdes.battles(REGISTERING),
        Battle.newBuilder()
            .setPairId("p1")
            .setKind("human")
            .setOutcome(VoteOutcome.A)
            .setVotedAt(time)
            .setFacts(facts)
            .setPair(new RecordPosition("", 3, 4L))
            .setSource(new RecordPosition("arena.votes", 1, 2L))
            .setAttributes(Map.of("session", "7"))
            .setPredictions(
                List.of(new Prediction("arena.preferences", "m@1", 0.2, 0.5, 0.3, time, true)))
            .build());
    assertReadBack(
        ArenaSerdes.leaderboards(REGISTERING),
        Leaderboard.newBuilder()
            .setMethod("bradley-terry/1")
            .setSlice("all")
            .setKinds("human")
            .setComputedAt(time)
            .setVotesThrough(time)
            .setLevel(0.95)
            .setStyle(List.of(new LeaderboardStyle("length", 0.3, 0.2, 0.4)))
            .setWarnings(List.of("no voter is named"))
            .setRows(
                List.of(
                    LeaderboardRow.newBuilder()
                        .setModel("ant")
                        .setComponent(1)
                        .setRating(1012.5)
                        .build(),
                    LeaderboardRow.newBuilder().setModel("bee").setStatus("unranked").build()))
            .build());
    assertReadBack(
        ArenaSerdes.evaluations(REGISTERING),
        LiveEvaluation.newBuilder()
            .setTopic("arena.preferences")
            .setModel("m@1")
            .setSlice("all")
            .setKind("human")
            .setSize(3_600_000L)
            .setStart(time)
            .setConfusion(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L))
            .setBins(List.of(new ReliabilityBin(2L, 3L, 1L)))
            .setComparisons(
                List.of(
                    ScorerComparison.newBuilder()
                        .setTopic("arena.preferences")
                        .setModel("m@0")
                        .setN(3L)
                        .build()))
            .build());
  }

  private static <T> void assertReadBack(Serde<T> serde, T record) {
    try (serde) {
      byte[] bytes = serde.serializer().serialize("a.topic", record);
      assertThat(serde.deserializer().deserialize("a.topic", bytes)).isEqualTo(record);
    } finally {
      MockSchemaRegistry.dropScope(SCOPE);
    }
  }

  @Test
  void anOutcomeThatOnlyANewerWriterKnowsIsReadAsUnknown() throws Exception {
    Schema newer =
        new Schema.Parser()
            .parse(
                ArenaSerdes.voteSchema()
                    .toString()
                    .replace("\"BOTH_BAD\"", "\"BOTH_BAD\",\"SKIP\""));
    GenericRecord vote = new GenericData.Record(newer);
    vote.put("pair_id", "p1");
    vote.put("kind", "human");
    vote.put("outcome", new GenericData.EnumSymbol(newer.getField("outcome").schema(), "SKIP"));
    vote.put("voted_at", 5L);
    vote.put("reasons", List.of());
    vote.put("attributes", Map.of());
    byte[] bytes = written(vote);
    try (Serde<Vote> serde = ArenaSerdes.votes(STRICT)) {
      assertThat(serde.deserializer().deserialize("arena.pairs", bytes).getOutcome())
          .isEqualTo(VoteOutcome.UNKNOWN);
    }
  }

  @Test
  void everyRecordOfATopicHasTheBytesThatConfluentsSerializerWrites() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING);
        KafkaAvroSerializer confluents = new KafkaAvroSerializer()) {
      confluents.configure(
          Map.of(
              "schema.registry.url",
              URL,
              "avro.remove.java.properties",
              true,
              "normalize.schemas",
              true),
          false);
      for (String topic : List.of("arena.pairs", "other.pairs", "arena.pairs")) {
        for (int i = 0; i < 3; i++) {
          ConversationPair pair =
              ConversationPair.newBuilder()
                  .setId("p" + i)
                  .setTurns(List.of(new Turn("2+2?", "4".repeat(100 * i), null)))
                  .setCreatedAt(i == 0 ? null : Instant.ofEpochMilli(i))
                  .setAttributes(Map.of("source", "test"))
                  .build();
          assertThat(serde.serializer().serialize(topic, pair))
              .isEqualTo(confluents.serialize(topic, pair));
        }
      }
    }
  }

  @Test
  void aRecordWithoutARequiredFieldIsRefusedEvenAfterOthers() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING)) {
      ConversationPair broken = new ConversationPair();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> serde.serializer().serialize("arena.pairs", broken))
            .isInstanceOf(SerializationException.class);
        serde.serializer().serialize("arena.pairs", pair());
      }
    }
  }

  @Test
  void theSubjectIsDerivedFromTheTopicName() throws Exception {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING)) {
      serde.serializer().serialize("some.topic", pair());
    }
    assertThat(registry().getAllSubjects()).containsExactly("some.topic-value");
  }

  @Test
  void nothingIsRegisteredUnlessRequested() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      assertThatThrownBy(() -> serde.serializer().serialize("arena.pairs", pair()))
          .isInstanceOf(SerializationException.class);
    }
    assertThatThrownBy(() -> registry().getLatestSchemaMetadata("arena.pairs-value"))
        .isInstanceOf(RestClientException.class);
  }

  @Test
  void aRegisteredSchemaIsEnoughToWrite() throws Exception {
    registry().register("arena.pairs-value", new AvroSchema(source("ConversationPair")));
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      byte[] bytes = serde.serializer().serialize("arena.pairs", pair());
      assertThat(serde.deserializer().deserialize("arena.pairs", bytes)).isEqualTo(pair());
    }
  }

  @Test
  void theRegisteredSchemaIsExactlyItsSource() throws Exception {
    for (Schema schema :
        List.of(
            ArenaSerdes.pairSchema(),
            ArenaSerdes.preferenceSchema(),
            ArenaSerdes.voteSchema(),
            ArenaSerdes.battleSchema(),
            ArenaSerdes.evaluationSchema(),
            ArenaSerdes.leaderboardSchema())) {
      String source = source(schema.getName()).toString();
      assertThat(schema).hasToString(source);
      assertThat(new AvroSchema(schema).normalize().canonicalString()).isEqualTo(source);
    }
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(REGISTERING)) {
      serde.serializer().serialize("arena.pairs", pair());
    }
    assertThat(registry().getLatestSchemaMetadata("arena.pairs-value").getSchema())
        .isEqualTo(source("ConversationPair").toString());
  }

  private static Schema source(String name) throws IOException {
    Path avro = Path.of(System.getProperty("arena.root"), "schemas", "src", "main", "avro");
    Schema.Parser parser = new Schema.Parser();
    if (name.equals("Battle")) { // it names records of these two
      parser.parse(Files.readString(avro.resolve("Preference.avsc")));
      parser.parse(Files.readString(avro.resolve("Vote.avsc")));
    }
    return parser.parse(Files.readString(avro.resolve(name + ".avsc")));
  }

  @Test
  void aNewerWritersExtraFieldIsIgnored() throws Exception {
    Schema turn =
        SchemaBuilder.record("Turn")
            .namespace("dev.arena.schemas")
            .fields()
            .optionalString("prompt")
            .optionalString("response_a")
            .optionalString("response_b")
            .optionalString("language")
            .endRecord();
    GenericRecord newer = pairOfFieldsIdAndTurns("dev.arena.schemas", turn);
    byte[] bytes = written(newer);
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      ConversationPair read = serde.deserializer().deserialize("arena.pairs", bytes);
      assertThat(read.getTurns()).containsExactly(new Turn("2+2?", "4", "5"));
      assertThat(read.getModelA()).as("a field the writer did not have").isNull();
      assertThat(read.getAttributes()).isEmpty();
    }
  }

  @Test
  void aRecordFromAnotherNamespaceIsReadByItsFields() throws Exception {
    Schema turn =
        SchemaBuilder.record("Turn")
            .namespace("com.example")
            .fields()
            .optionalString("prompt")
            .optionalString("response_a")
            .optionalString("response_b")
            .endRecord();
    byte[] bytes = written(pairOfFieldsIdAndTurns("com.example", turn));
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      assertThat(serde.deserializer().deserialize("arena.pairs", bytes).getId()).isEqualTo("p1");
    }
  }

  @Test
  void aRecordOfAnotherKindIsRefused() {
    try (Serde<ConversationPair> pairs = ArenaSerdes.pairs(STRICT);
        Serde<Preference> preferences = ArenaSerdes.preferences(REGISTERING)) {
      byte[] bytes = preferences.serializer().serialize("arena.pairs", preference().build());
      assertThatThrownBy(() -> pairs.deserializer().deserialize("arena.pairs", bytes))
          .isInstanceOf(SerializationException.class);
    }
  }

  @Test
  void garbageAndUnknownSchemaIdsAreRefused() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      for (byte[] bytes :
          List.of(new byte[0], new byte[] {1}, new byte[] {0, 0, 0, 3, 9, 4}, new byte[] {0})) {
        assertThatThrownBy(() -> serde.deserializer().deserialize("arena.pairs", bytes))
            .isInstanceOf(SerializationException.class);
      }
    }
  }

  @Test
  void aNullValueStaysNull() {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(STRICT)) {
      assertThat(serde.serializer().serialize("arena.pairs", null)).isNull();
      assertThat(serde.deserializer().deserialize("arena.pairs", null)).isNull();
    }
  }

  @Test
  void aMissingAddressSaysWhatToSet() {
    assertThatThrownBy(() -> ArenaSerdes.pairs(Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("registry.url");
  }

  @Test
  void anAuthenticationMethodThatCannotWorkIsRefusedAtOnce() {
    assertThatThrownBy(
            () ->
                ArenaSerdes.pairs(
                    Map.of(
                        "schema.registry.url",
                        URL,
                        "bearer.auth.credentials.source",
                        "OAUTHBEARER")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("mutual TLS");
  }

  private static Preference.Builder preference() {
    return Preference.newBuilder()
        .setId("p1")
        .setWinnerModelA(0.2)
        .setWinnerModelB(0.5)
        .setWinnerTie(0.3)
        .setModel("m@1")
        .setTokens(12)
        .setTruncated(false)
        .setScoredAt(Instant.ofEpochMilli(5));
  }

  private static ConversationPair pair() {
    return ConversationPair.newBuilder()
        .setId("p1")
        .setTurns(List.of(new Turn("2+2?", "4", "5")))
        .build();
  }

  private static SchemaRegistryClient registry() {
    return MockSchemaRegistry.getClientForScope(SCOPE);
  }

  private static GenericRecord pairOfFieldsIdAndTurns(String namespace, Schema turn) {
    Schema schema =
        SchemaBuilder.record("ConversationPair")
            .namespace(namespace)
            .fields()
            .requiredString("id")
            .name("turns")
            .type()
            .array()
            .items(turn)
            .noDefault()
            .endRecord();
    GenericRecord first = new GenericData.Record(turn);
    first.put("prompt", "2+2?");
    first.put("response_a", "4");
    first.put("response_b", "5");
    GenericRecord pair = new GenericData.Record(schema);
    pair.put("id", "p1");
    pair.put("turns", List.of(first));
    return pair;
  }

  /** The record in the registry's wire format, after its schema is registered by hand. */
  private static byte[] written(GenericRecord record) throws Exception {
    int id = registry().register("arena.pairs-value", new AvroSchema(record.getSchema()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writeBody(record, encoder);
    return out.toByteArray();
  }

  private static void writeBody(GenericRecord record, BinaryEncoder encoder) throws IOException {
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
  }
}
