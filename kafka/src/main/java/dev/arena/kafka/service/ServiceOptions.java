package dev.arena.kafka.service;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that give a service its configuration. */
public final class ServiceOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with keys and values.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting; may be repeated. All keys: ./arena config, ./arena votes config, ./arena console config")
  private List<String> assignments = new ArrayList<>();

  /**
   * Resolves the options, the environment and the defaults.
   *
   * @param keys the keys of the service
   * @param shortcuts assignments made by other options of the command; they have the priority of
   *     --set
   * @throws dev.arena.schemas.failure.UsageException naming every mistake
   */
  public Configuration resolve(ConfigTable keys, List<String> shortcuts) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(shortcuts);
    ConfigSources sources =
        ConfigSources.none().withEnvironment(System.getenv()).withAssignments(all);
    return keys.resolve(file == null ? sources : sources.withFile(file));
  }
}
