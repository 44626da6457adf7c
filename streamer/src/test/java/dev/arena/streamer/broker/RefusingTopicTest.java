package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics whose settings make the broker refuse what a scorer writes. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class RefusingTopicTest {
  /** Long ago, in milliseconds since 1970. */
  private static final long TIME = 1_000_000;

  @TempDir private Path folder;

  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers) throws Exception {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, compact",
    "message.timestamp.before.max.ms, 60000",
    "message.timestamp.after.max.ms, 1000",
    "max.message.bytes, 1000",
    "min.insync.replicas, 2"
  })
  void aTopicThatWouldRefuseAnswersIsNamedAtStartWithItsSetting(String name, String value)
      throws Exception {
    stage.createTopic(stage.pairs, 1);
    stage.createTopic(stage.preferences, 1, Map.of(name, value));
    stage.createTopic(stage.deadLetters, 1);
    assertRefused(stage.preferences, name + "=" + value);

    set(stage.deadLetters, name, value);
    stage.deleteTopic(stage.preferences);
    assertRefused(stage.deadLetters, name + "=" + value);
  }

  private void assertRefused(String topic, String setting) {
    assertThatThrownBy(() -> StreamApplication.start(stage.configuration(Map.of())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("topic " + topic + " would refuse")
        .hasMessageContaining(setting);
  }

  @ParameterizedTest
  @CsvSource({"cleanup.policy, compact", "message.timestamp.before.max.ms, 60000"})
  void aScorerIsNotReadyWhileItsTopicRefusesAnAnswerAndContinuesWhenItIsRepaired(
      String name, String value) throws Exception {
    try (StreamApplication scorer = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(List.of(stage.record(0, TinyBundle.pair("1", "Hi", "Hello", "Go away"))));
      assertThat(stage.read(stage.preferences, 1)).hasSize(1);

      set(stage.preferences, name, value);
      stage.awaitRefusal(new ProducerRecord<>(stage.preferences, 0, TIME, null, new byte[1]));
      byte[] pair = stage.bytes(TinyBundle.pair("2", "Hi", "Hello", "Go away"));
      stage.produce(List.of(new ProducerRecord<>(stage.pairs, 0, TIME, null, pair)));
      Stage.awaitHealth(
          scorer, 503, "\"waiting\"", "refused a record", stage.preferences, name + "=" + value);

      set(
          stage.preferences,
          name,
          name.equals("cleanup.policy") ? "delete" : "9223372036854775807");
      assertThat(stage.read(stage.preferences, 2)).hasSize(2);
      Stage.awaitHealth(scorer, 200);
    }
  }

  /** Returns once the broker shows the new value, which it does after it confirms the change. */
  private void set(String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    try (Admin admin = stage.admin()) {
      admin
          .incrementalAlterConfigs(Map.of(resource, List.of(change)))
          .all()
          .get(1, TimeUnit.MINUTES);
      Eventually.holds(
          () ->
              admin
                  .describeConfigs(List.of(resource))
                  .values()
                  .get(resource)
                  .get(1, TimeUnit.MINUTES)
                  .get(name)
                  .value()
                  .equals(value),
          () -> "%s of %s is not %s".formatted(name, topic, value));
    }
  }
}
