package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.scoring.BatchScorer;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/how-to/upgrade.md promises. Future versions of the schemas are made here; {@code
 * SchemaHistoryTest} compares released ones.
 */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class UpgradeTest {
  private static final int PORTION = 80;
  private static final int PARTITIONS = 4;
  private static final String NEW_FIELD = "addedLater";

  @TempDir private Path folder;

  private Stage stage;
  private SchemaRegistryClient registry;

  @BeforeEach
  void prepare(LocalServers servers) {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
    registry = new CachedSchemaRegistryClient(servers.registry().url(), 100);
  }

  @AfterEach
  void cleanUp() throws IOException {
    registry.close();
    stage.close();
  }

  @Test
  void oldAndNewScorersSideBySideAnswerEachPairOnceAndSignWhatTheyAnswered() throws Exception {
    Signed old = new Signed("old@1", new Probabilities(1, 0, 0));
    Signed replacement = new Signed("new@2", new Probabilities(0, 1, 0));
    try (StreamApplication first = start(old)) {
      produce(0);
      try (StreamApplication second = start(replacement)) {
        produce(1);
        stage.read(stage.preferences, 2 * PORTION);
        first.close();
        produce(2);

        List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 3 * PORTION);

        stage.assertOnceInOrder(answers, 3 * PORTION);
        assertThat(answers)
            .extracting(stage::preference)
            .allMatch(p -> p.getModel().equals(old.model()) == (p.getWinnerModelA() == 1))
            .extracting(Preference::getModel)
            .contains(old.model(), replacement.model());
      }
    }
  }

  @Test
  void pairsOfOldAndNewProducersAreScoredAtTheSameTime() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      Schema later = withOptionalField(ConversationPair.getClassSchema());
      int id = registry.register(stage.pairs + "-value", new AvroSchema(later));
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < PORTION; i++) {
        ConversationPair pair = pair(i);
        byte[] value = i % 3 == 0 ? written(pair, later, id) : stage.bytes(pair);
        records.add(
            new ProducerRecord<>(
                stage.pairs, i % PARTITIONS, pair.getId().getBytes(StandardCharsets.UTF_8), value));
      }
      stage.produce(records);

      stage.assertOnceInOrder(stage.read(stage.preferences, PORTION), PORTION);
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
    }
  }

  @Test
  void aConsumerWithTheOldSchemaReadsPreferencesOfANewScorer() throws Exception {
    Schema later = withOptionalField(Preference.getClassSchema());
    registry.register(stage.preferences + "-value", new AvroSchema(Preference.getClassSchema()));
    int id = registry.register(stage.preferences + "-value", new AvroSchema(later));
    Preference preference =
        Preference.newBuilder()
            .setId("p")
            .setWinnerModelA(0.5)
            .setWinnerModelB(0.25)
            .setWinnerTie(0.25)
            .setModel("m@2")
            .setTokens(7)
            .setTruncated(true)
            .setScoredAt(Instant.EPOCH)
            .build();
    stage.createTopic(stage.preferences, 1);
    stage.produce(
        List.of(new ProducerRecord<>(stage.preferences, 0, null, written(preference, later, id))));

    assertThat(stage.read(stage.preferences, 1))
        .extracting(stage::preference)
        .containsExactly(preference);
  }

  @Test
  void aSchemaThatOldConsumersCannotReadIsRefusedWhenItIsRegistered() throws Exception {
    String subject = stage.preferences + "-value";
    registry.register(subject, new AvroSchema(Preference.getClassSchema()));

    assertThatThrownBy(
            () ->
                registry.register(
                    subject, new AvroSchema(withRequiredField(Preference.getClassSchema()))))
        .isInstanceOfSatisfying(
            RestClientException.class, refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
  }

  @Test
  void aScorerWhoseSchemaDoesNotFitTheRegistrysSaysSoInASentence() throws Exception {
    Schema foreign = withRequiredField(ConversationPair.getClassSchema());
    registry.register(stage.pairs + "-value", new AvroSchema(foreign));

    assertThatThrownBy(() -> stage.start(Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds a schema that Arena's ConversationPair does not fit")
        .hasMessageContaining(stage.pairs + "-value")
        .hasMessageContaining("upgrade Arena");
  }

  private StreamApplication start(Signed scorer) throws InterruptedException {
    StreamApplication application =
        StreamApplication.start(
            stage.configuration(
                Map.of("kafka.state.dir", folder.resolve(scorer.model()).toString())),
            () -> scorer);
    application.awaitReady(Stage.TIMEOUT);
    return application;
  }

  private void produce(int portion) throws Exception {
    stage.produce(
        IntStream.range(portion * PORTION, (portion + 1) * PORTION)
            .mapToObj(i -> stage.record(i % PARTITIONS, pair(i)))
            .toList());
  }

  private static ConversationPair pair(int number) {
    return TinyBundle.pair("pair-" + number, "What is " + number + "?", "A", "B");
  }

  private static Schema withOptionalField(Schema schema) {
    Schema text =
        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
    return with(schema, new Field(NEW_FIELD, text, null, Field.NULL_DEFAULT_VALUE));
  }

  private static Schema withRequiredField(Schema schema) {
    return with(schema, new Field(NEW_FIELD, Schema.create(Schema.Type.INT), null, null));
  }

  private static Schema with(Schema schema, Field added) {
    List<Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Field(field, field.schema())));
    fields.add(added);
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** In Confluent's wire format, as a producer with the later schema writes it. */
  private static byte[] written(IndexedRecord record, Schema later, int id) throws IOException {
    GenericRecord copy = new GenericData.Record(later);
    for (Field field : record.getSchema().getFields()) {
      copy.put(field.name(), record.get(field.pos()));
    }
    if (later.getField(NEW_FIELD).schema().isNullable()) {
      copy.put(NEW_FIELD, "of tomorrow");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    SpecificData conversions = SpecificData.getForClass(record.getClass());
    new GenericDatumWriter<GenericRecord>(later, conversions).write(copy, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** Gives every pair the same answer, and signs it. */
  private record Signed(String model, Probabilities answer) implements BatchScorer {
    @Override
    public List<Score> score(List<ConversationPair> pairs) {
      return Collections.nCopies(pairs.size(), new Score(answer, 1, false, model));
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
