package dev.arena.kafka.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with other topics than the scorer's, on a real broker. */
@Tag("broker")
final class ClusterPreconditionsTest {
  private static final ServiceText COUNTER =
      new ServiceText("counter", "event", "events", "counted", "count and dead letter");

  @TempDir private Path directory;

  @Test
  void topicsWithSeveralInputsAndACompactedOutputAreCreatedAndChecked() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory)) {
      ClusterPreconditions compacted = preconditions(kafka, Cleanup.COMPACT);

      assertThatThrownBy(() -> preconditions(kafka, Cleanup.COMPACT, "false").requireCluster())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("expected clicks, views, counts, dead to exist");
      Map<String, Optional<TopicLimit>> limits = compacted.requireCluster();

      assertThat(limits).containsOnlyKeys("counts", "dead");
      assertThat(limits.get("dead").orElseThrow().bytes())
          .isGreaterThan(limits.get("counts").orElseThrow().bytes());
      assertThat(compacted.clusterInOrder()).isTrue();
      assertThatThrownBy(() -> preconditions(kafka, Cleanup.DELETE).requireCluster())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("topic counts would refuse what a counter writes")
          .hasMessageContaining("which events need not have");
    }
  }

  private static ClusterPreconditions preconditions(LocalKafka kafka, Cleanup cleanup) {
    return preconditions(kafka, cleanup, "true");
  }

  private static ClusterPreconditions preconditions(
      LocalKafka kafka, Cleanup cleanup, String create) {
    Configuration configuration =
        KafkaKeys.table()
            .resolve(
                ConfigSources.none()
                    .withCommandLine(
                        Map.of(
                            KafkaKeys.BOOTSTRAP_SERVERS.name(),
                            kafka.bootstrapServers(),
                            KafkaKeys.TOPIC_CREATE.name(),
                            create,
                            KafkaKeys.TOPIC_PARTITIONS.name(),
                            "3")));
    ServiceTopics topics =
        new ServiceTopics(
            COUNTER,
            List.of("clicks", "views"),
            List.of(new Output("counts", cleanup, 2048)),
            "dead");
    return new ClusterPreconditions(
        configuration, "counter", topics, new ServiceSchemas(List.of(), List.of()));
  }
}
