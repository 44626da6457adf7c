package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scorer waits for a broken registry; it never turns a good record into a dead letter. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class BrokenRegistryTest {
  @TempDir private Path folder;

  private Stage stage;
  private RegistryProxy registry;

  @BeforeEach
  void prepare(LocalServers servers) throws Exception {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
    registry = new RegistryProxy(servers.registry().url());
  }

  @AfterEach
  void cleanUp() {
    registry.close();
    stage.close();
  }

  @Test
  void aRegistryThatIsDownIsWaitedForAndThePairIsScoredWithoutARestart() throws Exception {
    Map<String, String> settings =
        Map.of("registry.url", registry.url(), "registry.max.retries", "0", "arena.http.port", "0");
    try (StreamApplication scorer = stage.start(settings)) {
      registry.become(RegistryProxy.Mode.UNAVAILABLE);
      stage.produce(List.of(stage.record(1, TinyBundle.pair("only", "Hi", "Hello", "No"))));

      Stage.awaitHealth(scorer, 503, "waiting", "the schema registry", "out of order");

      registry.become(RegistryProxy.Mode.FAITHFUL);
      assertThat(stage.read(stage.preferences, 1)).hasSize(1);
      assertThat(Stage.awaitHealth(scorer, 200).body()).contains("ready");
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
    }
  }

  @Test
  void aRegistryThatGoesAwayUnneededIsReportedAndSoIsItsReturnAndPairsAreScoredMeanwhile()
      throws Exception {
    Map<String, String> settings =
        Map.of(
            "registry.url", registry.url(),
            "arena.health.interval", "200 ms",
            "arena.http.port", "0");
    try (StreamApplication scorer = stage.start(settings)) {
      stage.produce(List.of(stage.record(1, TinyBundle.pair("first", "Hi", "Hello", "No"))));
      stage.awaitWritten(stage.preferences, 1);
      Stage.awaitHealth(scorer, 200, "{\"name\":\"registry\",\"status\":\"UP\"");

      registry.become(RegistryProxy.Mode.UNAVAILABLE);
      Stage.awaitHealth(
          scorer,
          503,
          "\"status\":\"degraded\",\"reason\":\"pairs are scored, but registry is down",
          "{\"name\":\"registry\",\"status\":\"DOWN\"",
          "{\"name\":\"broker\",\"status\":\"UP\"");
      stage.produce(List.of(stage.record(1, TinyBundle.pair("second", "Hi", "Hello", "No"))));
      assertThat(stage.read(stage.preferences, 2)).hasSize(2);

      registry.become(RegistryProxy.Mode.FAITHFUL);
      Stage.awaitHealth(scorer, 200, "{\"name\":\"registry\",\"status\":\"UP\"");
    }
  }

  @Test
  void aScorerStartsThoughAnotherRegisteredTheSchemasAMomentEarlier() throws Exception {
    registry.become(RegistryProxy.Mode.TAKEN);
    try (StreamApplication scorer = stage.start(Map.of("registry.url", registry.url()))) {
      registry.become(RegistryProxy.Mode.FAITHFUL);
      stage.produce(List.of(stage.record(0, TinyBundle.pair("only", "Hi", "Hello", "No"))));

      assertThat(stage.read(stage.preferences, 1)).hasSize(1);
    }
  }

  @Test
  void aRegistryThatSuddenlyKnowsNothingTurnsNoGoodPairIntoADeadLetter() throws Exception {
    stage.start(Map.of()).close(); // registers the schemas; the next scorer has not seen their ids
    Map<String, String> settings =
        Map.of(
            "registry.url",
            registry.url(),
            "arena.registry.register",
            "false",
            "arena.http.port",
            "0");
    int sent = 40;
    try (StreamApplication scorer = stage.start(settings)) {
      registry.become(RegistryProxy.Mode.KNOWS_NOTHING);
      stage.produce(
          IntStream.range(0, sent)
              .mapToObj(i -> stage.record(i % 4, TinyBundle.pair("p" + i, "Hi", "Hello", "No")))
              .toList());

      Stage.awaitHealth(scorer, 503, "waiting", "does not have Arena's");

      registry.become(RegistryProxy.Mode.FAITHFUL);
      assertThat(stage.read(stage.preferences, sent)).hasSize(sent);
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
    }
  }

  @Test
  void theRegistryOfOtherProducersIsNoticedBeforeTheWholeTopicIsDeadLetters() throws Exception {
    int tolerated = 5;
    int sent = 40;
    Map<String, String> settings =
        Map.of("arena.registry.unknown.limit", String.valueOf(tolerated), "arena.http.port", "0");
    try (StreamApplication scorer = stage.start(settings)) {
      stage.produce(List.of(stage.record(0, TinyBundle.pair("good", "Hi", "Hello", "No"))));
      stage.read(stage.preferences, 1);
      stage.produce(IntStream.range(0, sent).mapToObj(this::withOwnSchema).toList());

      Stage.awaitHealth(
          scorer,
          503,
          "knew none of the schemas of " + (tolerated + 1) + " records",
          "registry.url");
    }
    int dead = stage.read(stage.deadLetters, 0).size();
    assertThat(dead).isLessThanOrEqualTo(tolerated);
    try (StreamApplication restarted = stage.start(settings)) {
      Stage.awaitHealth(restarted, 503, "knew none of the schemas of 2 records");
    }
    assertThat(stage.read(stage.deadLetters, 0))
        .as("restarts must not drain the topic in portions of the limit")
        .hasSizeLessThanOrEqualTo(dead + 1);
  }

  private ProducerRecord<byte[], byte[]> withOwnSchema(int index) {
    byte[] value = stage.bytes(TinyBundle.pair("p" + index, "Hi", "Hello", "No"));
    ByteBuffer.wrap(value).putInt(1, 500_000 + index);
    return new ProducerRecord<>(
        stage.pairs, 0, ("p" + index).getBytes(StandardCharsets.UTF_8), value);
  }
}
