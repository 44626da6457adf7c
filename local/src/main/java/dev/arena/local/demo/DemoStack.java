package dev.arena.local.demo;

import dev.arena.local.servers.LocalScorer;
import dev.arena.local.servers.LocalServers;
import dev.arena.models.config.ConfigSources;
import dev.arena.models.config.Configuration;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Servers in a temporary folder and a scorer in this process; leaves neither process nor file, also
 * when it is interrupted. One thread starts and uses it; {@link #close()} may come from any.
 */
final class DemoStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Object lock = new Object();
  private final Path folder;
  private @Nullable LocalServers servers;
  private @Nullable StreamApplication scorer;

  private DemoStack(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts everything and returns when pairs are scored.
   *
   * @param bundle what scores; null for the bundle that Arena ships
   */
  static DemoStack start(@Nullable Path bundle) throws InterruptedException {
    DemoStack stack = new DemoStack(temporaryFolder());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "demo-stop"));
    try {
      LocalServers servers = LocalServers.start(stack.folder);
      synchronized (stack.lock) {
        stack.servers = servers;
      }
      StreamApplication scorer = StreamApplication.start(stack.settings(servers, bundle));
      synchronized (stack.lock) {
        stack.scorer = scorer;
      }
      scorer.awaitReady(PATIENCE);
      return stack;
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      throw failed;
    }
  }

  /** The configuration of the scorer, which clients of the same stack can use as well. */
  Configuration settings(LocalServers servers, @Nullable Path bundle) {
    Map<String, String> settings = new HashMap<>(LocalScorer.STANDARD);
    settings.put(StreamerKeys.BOOTSTRAP_SERVERS.name(), servers.kafka().bootstrapServers());
    settings.put(StreamerKeys.REGISTRY_URL.name(), servers.registry().url());
    settings.put("kafka.state.dir", folder.resolve("scorer").toString());
    settings.put(StreamerKeys.HTTP_PORT.name(), "off");
    if (bundle != null) {
      settings.put("arena.bundle", bundle.toString());
    }
    return StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
  }

  String bootstrapServers() {
    return running().kafka().bootstrapServers();
  }

  String registryUrl() {
    return running().registry().url();
  }

  /** The model's {@code name@version}. */
  String model() {
    synchronized (lock) {
      if (scorer == null) {
        throw new IllegalStateException("the scorer is not running");
      }
      return scorer.model();
    }
  }

  /** Stops the scorer, then the servers, and deletes their data. Twice is harmless. */
  @Override
  public void close() {
    synchronized (lock) {
      if (scorer != null) {
        scorer.close();
      }
      if (servers != null) {
        servers.kill();
      }
      delete(folder);
    }
  }

  private LocalServers running() {
    synchronized (lock) {
      if (servers == null) {
        throw new IllegalStateException("the servers are not running");
      }
      return servers;
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("arena-demo-");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : List.copyOf(below.sorted(Comparator.reverseOrder()).toList())) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException inUse) {
      // temporary files: the system removes what is left
    }
  }
}
