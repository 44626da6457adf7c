package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.dlq.DlqCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records that reached the broker compressed and are larger than the scorer can write. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class LargeRecordTest {
  private static final String LEFT_OUT = "arena.deadletter.left.out";
  private static final int MORE_THAN_A_REQUEST = 40_000_000;
  private static final int TOPIC_BYTES = 100_000;

  @TempDir private Path folder;

  @Test
  void whatFitsNeitherRequestNorTopicIsADeadLetterThatSaysWhereItsRecordIsAndTheStreamGoesOn(
      LocalServers servers) throws Exception {
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      createSmallTopicOfDeadLetters(stage);
      byte[] good = stage.bytes(TinyBundle.pair("good", "2+2?", "4", "5"));
      byte[] key = "k".getBytes(UTF_8);
      List<ProducerRecord<byte[], byte[]>> records =
          List.of(
              record(stage, key, good),
              record(stage, key, filled(MORE_THAN_A_REQUEST)),
              record(stage, key, random(2 * TOPIC_BYTES)),
              record(stage, key, filled(5_000_000)),
              record(stage, filled(MORE_THAN_A_REQUEST), null),
              record(stage, filled(MORE_THAN_A_REQUEST), good),
              record(stage, key, good));
      List<RecordMetadata> written = produce(stage, records);

      try (StreamApplication scorer = stage.start(Map.of())) {
        List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, 5);
        List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 2);

        assertThat(answers).hasSize(2);
        assertThat(dead).hasSize(5);
        List<ConsumerRecord<byte[], byte[]>> letters = inOrder(dead);
        assertThat(letters.get(0).value()).isNull();
        assertThat(letters.get(0).key()).isEqualTo(key);
        assertThat(header(letters.get(0), LEFT_OUT))
            .isEqualTo(
                "the value (40000000 bytes) would not fit this topic; the record is %s-0@%d",
                stage.pairs, written.get(1).offset());
        assertThat(header(letters.get(0), "own")).isEqualTo("mine");
        assertThat(header(letters.get(1), LEFT_OUT)).contains("the value (200000 bytes)");
        assertThat(letters.get(2).headers().lastHeader(LEFT_OUT)).isNull();
        assertThat(letters.get(2).value()).isEqualTo(filled(5_000_000));
        assertThat(letters.get(3).key()).isNull();
        assertThat(header(letters.get(3), LEFT_OUT)).contains("the key (40000000 bytes)");
        assertThat(header(letters.get(4), "__streams.errors.message"))
            .contains("would not fit the topic of preferences");
      }
      assertThat(replayAll(stage)).isEqualTo(CommandRunner.DONE);
      List<ConsumerRecord<byte[], byte[]>> again = stage.read(stage.pairs, 12);
      assertThat(again).hasSize(12);
      assertThat(again)
          .filteredOn(r -> r.headers().lastHeader("arena.dlq.from") != null)
          .filteredOn(r -> r.value() != null && r.value().length == MORE_THAN_A_REQUEST)
          .hasSize(1)
          .as("a record that fills a transaction ends it, so a commit's own offset follows")
          .allSatisfy(
              r -> assertThat(again).extracting(o -> o.offset()).doesNotContain(r.offset() + 1));
    }
  }

  @Test
  void aDeadLetterFitsATopicThatStoresRecordsUncompressed(LocalServers servers) throws Exception {
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      stage.createTopic(
          stage.deadLetters,
          1,
          Map.of("compression.type", "uncompressed", "max.message.bytes", "1000000"));
      stage.createTopic(stage.pairs, 4);
      stage.createTopic(stage.preferences, 4);
      byte[] key = "k".getBytes(UTF_8);
      byte[] good = stage.bytes(TinyBundle.pair("good", "2+2?", "4", "5"));
      produce(stage, List.of(record(stage, key, filled(3_000_000)), record(stage, key, good)));

      try (StreamApplication scorer = stage.start(Map.of())) {
        assertThat(stage.read(stage.deadLetters, 1))
            .singleElement()
            .satisfies(
                letter ->
                    assertThat(header(letter, LEFT_OUT)).contains("the value (3000000 bytes)"));
        assertThat(stage.read(stage.preferences, 1)).hasSize(1);
      }
    }
  }

  private int replayAll(Stage stage) {
    List<String> arguments = new ArrayList<>(List.of("replay", "--all", "--force"));
    stage.settings().forEach((k, v) -> arguments.addAll(List.of("--set", k + "=" + v)));
    return CommandRunner.run(
        new DlqCommand(),
        new PrintWriter(new StringWriter()),
        new PrintWriter(System.err, true),
        arguments.toArray(String[]::new));
  }

  private static void createSmallTopicOfDeadLetters(Stage stage) throws Exception {
    stage.createTopic(
        stage.deadLetters, 1, Map.of("max.message.bytes", String.valueOf(TOPIC_BYTES)));
    stage.createTopic(stage.pairs, 4);
    stage.createTopic(stage.preferences, 4);
  }

  /** Writes as a producer does that compresses records and may send large requests. */
  private static List<RecordMetadata> produce(
      Stage stage, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    Map<String, Object> settings = new Connection(stage.configuration(Map.of())).producer();
    settings.put("max.request.size", 256 << 20);
    settings.put("buffer.memory", 512L << 20);
    List<RecordMetadata> written = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        written.add(producer.send(record).get(1, TimeUnit.MINUTES));
      }
    }
    return written;
  }

  private static ProducerRecord<byte[], byte[]> record(
      Stage stage, byte @Nullable [] key, byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(stage.pairs, 0, key, value);
    record.headers().add("own", "mine".getBytes(UTF_8));
    return record;
  }

  private static List<ConsumerRecord<byte[], byte[]>> inOrder(
      List<ConsumerRecord<byte[], byte[]>> letters) {
    return letters.stream()
        .sorted(
            (a, b) ->
                Long.compare(
                    Long.parseLong(header(a, "__streams.errors.offset")),
                    Long.parseLong(header(b, "__streams.errors.offset"))))
        .toList();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    bytes[0] = 1;
    return bytes;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
