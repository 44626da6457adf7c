package dev.arena.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.local.servers.LocalServers;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.StreamApplication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is out of order stops the scorer; it never makes a dead letter. */
@Tag("broker")
@Timeout(90)
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
  void aRegistryThatIsDownStopsTheScorerWhichGoesOnAtTheSamePairLater() throws Exception {
    Map<String, String> settings =
        Map.of("registry.url", registry.url(), "registry.max.retries", "0");
    try (StreamApplication scorer = stage.start(settings)) {
      registry.become(RegistryProxy.Mode.UNAVAILABLE);
      stage.produce(List.of(stage.record(1, TinyBundle.pair("only", "Hi", "Hello", "No"))));

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the schema registry could not be asked for schema")
          .hasMessageContaining("out of order");
    }
    registry.become(RegistryProxy.Mode.FAITHFUL);
    try (StreamApplication scorer = stage.start(settings)) {
      List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 1);

      assertThat(answers).hasSize(1);
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
    }
  }

  @Test
  void aRegistryThatKnowsNothingStopsTheScorerBeforeTheTopicIsADeadLetter(LocalServers servers)
      throws Exception {
    int tolerated = 5;
    int sent = 40;
    Map<String, String> settings =
        Map.of(
            "registry.url",
            registry.url(),
            "arena.registry.unknown.limit",
            String.valueOf(tolerated));
    try (StreamApplication scorer = stage.start(settings)) {
      stage.produce(List.of(stage.record(0, TinyBundle.pair("good", "Hi", "Hello", "No"))));
      stage.read(stage.preferences, 1);
      registry.become(RegistryProxy.Mode.KNOWS_NOTHING);
      stage.produce(IntStream.range(0, sent).mapToObj(this::withOwnSchema).toList());

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("knew none of the schemas of " + (tolerated + 1) + " records")
          .hasMessageContaining("registry.url");
    }
    int dead = stage.read(stage.deadLetters, 0).size();
    assertThat(dead).isLessThanOrEqualTo(tolerated);
    Map<String, String> again = new HashMap<>(settings);
    again.put("registry.url", servers.registry().url());
    try (StreamApplication restarted = stage.start(again)) {
      assertThatThrownBy(restarted::awaitEnd)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("knew none of the schemas of 2 records");
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
