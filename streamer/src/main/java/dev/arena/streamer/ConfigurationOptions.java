package dev.arena.streamer;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that takes configuration. */
final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with keys and values.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; may repeat. All keys: ./arena config")
  private List<String> assignments = new ArrayList<>();

  /**
   * What the options, the environment and the defaults give.
   *
   * @param shortcuts assignments made by other options of the command; they are as strong as --set
   * @throws dev.arena.schemas.failure.UsageException naming every mistake
   */
  Configuration resolve(List<String> shortcuts) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(shortcuts);
    ConfigSources sources =
        ConfigSources.none().withEnvironment(System.getenv()).withAssignments(all);
    return StreamerKeys.table().resolve(file == null ? sources : sources.withFile(file));
  }
}
