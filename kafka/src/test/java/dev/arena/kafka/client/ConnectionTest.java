package dev.arena.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.failure.UsageException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  @Test
  void settingsOfOneClientStayWithItAndThoseOfKafkaStreamsAreLeftOut() {
    Connection connection =
        connection(
            Map.of(
                "kafka.security.protocol", "SSL",
                "kafka.producer.linger.ms", "77",
                "kafka.consumer.max.poll.records", "11",
                "kafka.main.consumer.max.poll.records", "12",
                "kafka.processing.guarantee", "at_least_once"));
    assertThat(connection.producer())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("linger.ms", "77")
        .doesNotContainKeys("max.poll.records", "producer.linger.ms", "processing.guarantee");
    assertThat(connection.consumer())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("max.poll.records", "11")
        .doesNotContainKeys("linger.ms", "main.consumer.max.poll.records", "processing.guarantee");
  }

  @Test
  void settingsThatExactCountsRelyOnCannotBeOverridden() {
    Connection connection =
        connection(
            Map.of(
                "kafka.acks", "0",
                "kafka.enable.idempotence", "false",
                "kafka.isolation.level", "read_uncommitted",
                "kafka.group.id", "mine"));
    assertThat(connection.producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true);
    assertThat(connection.consumer())
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("group.id");
  }

  @Test
  void votesHaveATopicOfTheirOwn() {
    assertThat(connection(Map.of()).votesTopic()).isEqualTo("arena.votes");
    assertThatThrownBy(
            () -> connection(Map.of("arena.topic.votes", "arena.preferences")).votesTopic())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.topic.votes is arena.preferences, which is also the topic");
  }

  @Test
  void addressesDefaultToThoseOfUp() {
    assertThat(connection(Map.of()).address()).isEqualTo("127.0.0.1:9092");
    assertThat(connection(Map.of()).registry())
        .containsEntry("schema.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7");
    assertThat(Connection.to("other:1", "http://r").address()).isEqualTo("other:1");
  }

  private static Connection connection(Map<String, String> settings) {
    return new Connection(
        KafkaKeys.table().resolve(ConfigSources.none().withCommandLine(settings)));
  }
}
