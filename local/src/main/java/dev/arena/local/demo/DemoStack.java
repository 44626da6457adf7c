package dev.arena.local.demo;

import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.servers.LocalScorer;
import dev.arena.servers.LocalServers;
import dev.arena.servers.StartReport;
import dev.arena.servers.TemporaryFolder;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Servers in a temporary folder and a scorer in this process; leaves neither process nor file, also
 * when it is interrupted. One thread starts and uses it; {@link #close()} may come from any.
 */
final class DemoStack implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Thread starter = Thread.currentThread();
  private final CountDownLatch started = new CountDownLatch(1);
  private final Object lock = new Object();
  private final TemporaryFolder folder;
  private @Nullable LocalServers servers;
  private @Nullable StreamApplication scorer;
  private volatile boolean stopping;

  private DemoStack(TemporaryFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts everything and returns when pairs are scored.
   *
   * @param bundle what scores; null for the bundle that Arena ships
   * @param report hears of the servers and the scorer
   */
  static DemoStack start(@Nullable Path bundle, StartReport report) throws InterruptedException {
    DemoStack stack = new DemoStack(TemporaryFolder.create("arena-demo-"));
    Shutdown.onSignal("demo-stop", stack::close);
    try {
      LocalServers servers = LocalServers.start(stack.folder.path(), report);
      synchronized (stack.lock) {
        stack.servers = servers;
      }
      StreamApplication scorer = StreamApplication.start(stack.settings(servers, bundle));
      synchronized (stack.lock) {
        stack.scorer = scorer;
      }
      scorer.awaitReady(TIMEOUT);
      report.ready("the scorer");
      return stack;
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      if (stack.stopping) {
        throw new InterruptedException("stopped while it started");
      }
      throw failed;
    } finally {
      stack.started.countDown();
    }
  }

  /** The configuration of the scorer, which clients of the same stack can use as well. */
  Configuration settings(LocalServers servers, @Nullable Path bundle) {
    Map<String, String> settings = new HashMap<>(LocalScorer.STANDARD);
    settings.put(KafkaKeys.BOOTSTRAP_SERVERS.name(), servers.kafka().bootstrapServers());
    settings.put(KafkaKeys.REGISTRY_URL.name(), servers.registry().url());
    settings.put("kafka.state.dir", folder.path().resolve("scorer").toString());
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

  /**
   * Stops the scorer, then the servers, and deletes their data. What is still starting is given up.
   * Twice is harmless.
   */
  @Override
  public void close() {
    if (Thread.currentThread() != starter) {
      giveUpStarting();
    }
    synchronized (lock) {
      if (scorer != null) {
        scorer.close();
      }
      if (servers != null) {
        servers.kill();
      }
      folder.close();
    }
  }

  /**
   * Servers that start are known to the starting thread alone, which kills them when interrupted.
   */
  private void giveUpStarting() {
    if (started.getCount() == 0) {
      return;
    }
    stopping = true;
    starter.interrupt();
    try {
      started.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
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
}
