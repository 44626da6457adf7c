package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.arena.kafka.client.Connection;
import dev.arena.lab.adversarial.AdversarialKind;
import dev.arena.lab.adversarial.AdversarialRecords;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.Preference;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** A real scorer reads records, one in ten of which is adversarial; every kind occurs. */
@Tag("broker")
@Isolated("it listens to the whole log")
@ExtendWith(SharedServers.class)
final class AdversarialTrafficTest {
  private static final int ROUNDS = 8;
  private static final int GOOD_PER_BAD = 9;
  private static final int PARTITIONS = 4;
  private static final String ORDER = "order";

  @TempDir private Path folder;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  /** Listens to the whole log from INFO upwards. */
  @BeforeEach
  void listen() {
    logged.start();
    logger(Logger.ROOT_LOGGER_NAME).addAppender(logged);
    logger("dev.arena").setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(logged);
    logger("dev.arena").setLevel(null);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Test
  void goodPairsAreScoredAsIfAloneAndEachBadOneBecomesOneDeadLetterWithBytesOffsetAndReason(
      LocalServers servers) throws Exception {
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of("arena.batch.pairs", "8"))) {
      AdversarialRecords generator =
          AdversarialRecords.open(
              new Connection(stage.configuration(Map.of())),
              AdversarialRecords.Options.defaults(),
              20);
      List<Sent> sent = new ArrayList<>();
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      ProducerRecord<byte[], byte[]> good =
          stage.record(0, TinyBundle.pair("good", "2+2?", "4", "5"));
      for (int round = 0; round < ROUNDS; round++) {
        for (AdversarialKind kind : AdversarialKind.values()) {
          AdversarialRecords.Generated bad = generator.next(kind);
          sent.add(new Sent(kind.name(), bad.key(), bad.value(), kind.scored()));
          records.add(record(stage, records.size(), bad.key(), bad.value()));
          for (int n = 0; n < GOOD_PER_BAD; n++) {
            sent.add(new Sent("GOOD", good.key(), good.value(), true));
            records.add(record(stage, records.size(), good.key(), good.value()));
          }
        }
      }
      List<RecordMetadata> written = stage.produce(records);
      long bad = sent.stream().filter(r -> !r.scored()).count();

      List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, (int) bad);
      List<ConsumerRecord<byte[], byte[]>> answers =
          stage.read(stage.preferences, sent.size() - (int) bad);

      assertThat(dead).hasSize((int) bad);
      for (ConsumerRecord<byte[], byte[]> letter : dead) {
        int order = order(letter);
        Sent record = sent.get(order);
        AdversarialKind kind = AdversarialKind.valueOf(record.kind());
        assertThat(kind.scored()).as(record.kind()).isFalse();
        assertThat(letter.key()).as(record.kind()).isEqualTo(record.key());
        assertThat(letter.value()).as(record.kind()).isEqualTo(record.value());
        assertThat(header(letter, "topic")).isEqualTo(stage.pairs);
        assertThat(header(letter, "partition")).isEqualTo("" + written.get(order).partition());
        assertThat(header(letter, "offset")).isEqualTo("" + written.get(order).offset());
        assertThat(header(letter, "message"))
            .contains(kind.reason())
            .doesNotContain(AdversarialRecords.PRIVATE_TEXT)
            .doesNotContainPattern("\\p{Cntrl}");
        assertThat(header(letter, "stacktrace")).doesNotContain(AdversarialRecords.PRIVATE_TEXT);
      }
      assertThat(answers).extracting(AdversarialTrafficTest::order).doesNotHaveDuplicates();
      assertThat(answers).hasSize(sent.size() - (int) bad);
      Map<Integer, Integer> last = new HashMap<>();
      Preference alone = null;
      for (ConsumerRecord<byte[], byte[]> answer : answers) {
        Sent record = sent.get(order(answer));
        assertThat(record.scored()).as(record.kind()).isTrue();
        assertThat(answer.key()).isEqualTo(record.key());
        assertThat(last.put(answer.partition(), order(answer)))
            .matches(before -> before == null || before < order(answer), "in order");
        if (record.kind().equals("GOOD")) {
          Preference preference = stage.preference(answer);
          alone = alone == null ? preference : alone;
          assertThat(preference.getWinnerModelA()).isCloseTo(alone.getWinnerModelA(), within(1e-5));
        }
      }
    }
  }

  /** A record that was sent, and whether it must be scored. */
  private record Sent(String kind, byte[] key, byte[] value, boolean scored) {}

  private static ProducerRecord<byte[], byte[]> record(
      Stage stage, int order, byte[] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(stage.pairs, order % PARTITIONS, key, value);
    record.headers().add(ORDER, String.valueOf(order).getBytes(UTF_8));
    return record;
  }

  private static int order(ConsumerRecord<byte[], byte[]> record) {
    return Integer.parseInt(new String(record.headers().lastHeader(ORDER).value(), UTF_8));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader("__streams.errors." + name).value(), UTF_8);
  }
}
