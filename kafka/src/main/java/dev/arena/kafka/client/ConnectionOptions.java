package dev.arena.kafka.client;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.ConfigTable;
import dev.arena.kafka.config.KafkaKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options for the addresses of Kafka and the schema registry. */
public final class ConnectionOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "The Kafka brokers (default: 127.0.0.1:9092, where ./arena up listens).")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description =
          "The schema registry (default: http://127.0.0.1:8081/apis/ccompat/v7, as with ./arena up).")
  private @Nullable String registryUrl;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with keys and values.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting, such as arena.topic.pairs=mine or kafka.security.protocol=SSL; may be repeated. All keys: ./arena config, ./arena votes config")
  private List<String> assignments = new ArrayList<>();

  /**
   * The connection from these options, the environment, and the configuration file.
   *
   * @param keys the allowed keys
   * @throws dev.arena.schemas.failure.UsageException naming every mistake
   */
  public Connection connection(ConfigTable keys, Map<String, String> environment) {
    List<String> all = new ArrayList<>(assignments);
    add(all, KafkaKeys.BOOTSTRAP_SERVERS.name(), bootstrapServers);
    add(all, KafkaKeys.REGISTRY_URL.name(), registryUrl);
    ConfigSources sources = ConfigSources.none().withEnvironment(environment).withAssignments(all);
    return new Connection(keys.resolve(config == null ? sources : sources.withFile(config)));
  }

  private static void add(List<String> assignments, String key, @Nullable String value) {
    if (value != null) {
      assignments.add(key + "=" + value);
    }
  }
}
