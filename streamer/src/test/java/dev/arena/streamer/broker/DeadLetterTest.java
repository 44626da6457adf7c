package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.scoring.BatchScorer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@ExtendWith(SharedServers.class)
final class DeadLetterTest {
  private static final int UNKNOWN_SCHEMA = 987_654;

  /** More than a producer sends by default, once it is no longer compressed. */
  private static final int LARGE = 3_000_000;

  @TempDir private Path folder;

  @Test
  void whatCannotBeReadOrScoredIsADeadLetterWithItsBytesOffsetAndReason(LocalServers servers)
      throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    try (Stage stage = new Stage(servers, bundle);
        StreamApplication scorer = stage.start(Map.of("arena.batch.pairs", "8"))) {
      byte[] good = stage.bytes(TinyBundle.pair("good", "2+2?", "4", "5"));
      Map<String, byte[]> bad = badValues(stage, servers, good);
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      bad.forEach(
          (reason, value) -> {
            records.add(record(stage, "good", good));
            records.add(record(stage, reason, value));
          });
      records.add(record(stage, "good", good));
      stage.produce(records);

      List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, bad.size());
      List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, bad.size() + 1);

      assertThat(answers).hasSize(bad.size() + 1);
      assertThat(dead).hasSize(bad.size());
      Map<Long, ConsumerRecord<byte[], byte[]>> byOffset = new HashMap<>();
      dead.forEach(d -> byOffset.put(Long.valueOf(header(d, "offset")), d));
      long offset = -1;
      for (Map.Entry<String, byte[]> expected : bad.entrySet()) {
        offset += 2;
        ConsumerRecord<byte[], byte[]> letter = byOffset.get(offset);
        assertThat(letter).as(expected.getKey()).isNotNull();
        assertThat(letter.value()).as(expected.getKey()).isEqualTo(expected.getValue());
        assertThat(letter.key()).isEqualTo(expected.getKey().getBytes(UTF_8));
        assertThat(header(letter, "topic")).isEqualTo(stage.pairs);
        assertThat(header(letter, "partition")).isEqualTo("0");
        assertThat(header(letter, "message")).contains(expected.getKey());
        assertThat(new String(letter.headers().lastHeader("own").value(), UTF_8))
            .isEqualTo(expected.getKey());
      }
    }
  }

  /** Otherwise a commit could cover the dead letter but not its record. */
  @Test
  void aDeadLetterIsNotWrittenBeforeThePairsBeforeItAreAnswered(LocalServers servers)
      throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    HeldScorer held = new HeldScorer();
    try (Stage stage = new Stage(servers, bundle);
        StreamApplication scorer =
            StreamApplication.start(
                stage.configuration(Map.of("arena.http.port", "0")), () -> held)) {
      scorer.awaitReady(Stage.TIMEOUT);
      stage.produce(
          List.of(
              record(stage, "good", stage.bytes(TinyBundle.pair("good", "2+2?", "4", "5"))),
              record(stage, "bad", "garbage".getBytes(UTF_8))));
      URI address = URI.create("http://127.0.0.1:" + scorer.httpPort().getAsInt());
      HttpClient http = HttpClient.newHttpClient();
      AtomicReference<Double> inFlight = new AtomicReference<>();
      Eventually.holds(
          () -> {
            inFlight.set(MetricsPage.fetch(http, address).values().get("arena_pairs_in_flight"));
            return inFlight.get() == 2;
          },
          () -> inFlight.get() + " records in flight");
      assertThat(deadLetters(http, address)).isZero();

      held.release.countDown();

      assertThat(stage.read(stage.preferences, 1)).hasSize(1);
      assertThat(stage.read(stage.deadLetters, 1)).hasSize(1);
      assertThat(deadLetters(http, address)).isEqualTo(1);
    }
  }

  private static double deadLetters(HttpClient http, URI address) throws InterruptedException {
    return MetricsPage.fetch(http, address).sum("arena_dead_letters_total");
  }

  /** Answers nothing until it is released. */
  private static final class HeldScorer implements BatchScorer {
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public List<Score> score(List<ConversationPair> pairs) {
      try {
        assertThat(release.await(Stage.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return Collections.nCopies(
          pairs.size(), new Score(new Probabilities(0, 0, 1), 1, false, model()));
    }

    @Override
    public String model() {
      return "held@1";
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }

  @Test
  void recordsWithoutATimestampAreScoredOrDeadLetteredLikeAnyOther(LocalServers servers)
      throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    try (Stage stage = new Stage(servers, bundle);
        StreamApplication scorer = stage.start(Map.of())) {
      byte[] good = stage.bytes(TinyBundle.pair("good", "2+2?", "4", "5"));
      stage.produce(
          List.of(
              new Undated(stage.pairs, good),
              new Undated(stage.pairs, "garbage".getBytes(UTF_8)),
              new Undated(stage.pairs, good)));

      List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, 1);
      List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 2);

      assertThat(dead).hasSize(1);
      assertThat(dead.get(0).timestamp()).isPositive();
      assertThat(dead.get(0).headers().lastHeader("arena.deadletter.reason").value())
          .asString(UTF_8)
          .isEqualTo("wire_format");
      assertThat(answers).hasSize(2).allMatch(answer -> answer.timestamp() > 0);
    }
  }

  @Test
  void aLargeDeadLetterFitsIntoATopicWithTheSameLimit(LocalServers servers) throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    try (Stage stage = new Stage(servers, bundle);
        StreamApplication scorer = stage.start(Map.of())) {
      byte[] nearlyTooLarge = new byte[1_048_000];
      new Random(1).nextBytes(nearlyTooLarge);
      nearlyTooLarge[0] = 1;
      stage.produce(List.of(record(stage, "large", nearlyTooLarge)));

      List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, 1);

      assertThat(dead).hasSize(1);
      assertThat(header(dead.get(0), "stacktrace")).hasLineCount(1);
    }
  }

  /** Values that are not pairs, each under a text that the reason must contain. */
  private static Map<String, byte[]> badValues(Stage stage, LocalServers servers, byte[] good) {
    Map<String, byte[]> bad = new LinkedHashMap<>();
    bad.put("wire format", "{\"id\": 1}".getBytes(UTF_8));
    bad.put("value is null", null);
    bad.put(LARGE + " bytes", filled(LARGE));
    bad.put("0 bytes", new byte[0]);
    bad.put("4 bytes", new byte[4]);
    bad.put("schema " + UNKNOWN_SCHEMA, withSchema(UNKNOWN_SCHEMA, good));
    bad.put("schema -1,", withSchema(-1, good));
    int schema = ByteBuffer.wrap(good).getInt(1);
    bad.put("cannot be read", Arrays.copyOf(good, good.length - 5));
    bad.put("ConversationPair with the registry's schema " + schema, enormousText(schema));
    bad.put("as a ConversationPair", preferenceBytes(stage, servers));
    bad.put("has no turns", stage.bytes(TinyBundle.pair("empty")));
    return bad;
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  private static byte[] withSchema(int id, byte[] value) {
    byte[] copy = value.clone();
    ByteBuffer.wrap(copy).putInt(1, id);
    return copy;
  }

  /** A text of which only the length is present, which says 1.6 billion bytes. */
  private static byte[] enormousText(int schema) {
    return ByteBuffer.allocate(10)
        .put((byte) 0)
        .putInt(schema)
        .put(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0b})
        .array();
  }

  /** A record of another kind, with a schema that the registry knows. */
  private static byte[] preferenceBytes(Stage stage, LocalServers servers) {
    Preference preference =
        Preference.newBuilder()
            .setId("x")
            .setWinnerModelA(1)
            .setWinnerModelB(0)
            .setWinnerTie(0)
            .setModel("m@1")
            .setTokens(1)
            .setTruncated(false)
            .setScoredAt(Instant.EPOCH)
            .build();
    try (Serde<Preference> serde =
        ArenaSerdes.preferences(Map.of("schema.registry.url", servers.registry().url()))) {
      return serde.serializer().serialize(stage.preferences, preference);
    }
  }

  /** A record without a timestamp, as clients in other languages can write it. */
  private static final class Undated extends ProducerRecord<byte[], byte[]> {
    private Undated(String topic, byte[] value) {
      super(topic, 0, null, value);
    }

    @Override
    public Long timestamp() {
      return -1L;
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Stage stage, String name, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(stage.pairs, 0, name.getBytes(UTF_8), value);
    record.headers().add("own", name.getBytes(UTF_8));
    return record;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader("__streams.errors." + name).value(), UTF_8);
  }
}
