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
 * Servers in a temporary folder, and a scorer in this process. It leaves no process and no file
 * behind, even when it is interrupted. One thread starts and uses it; {@link #close()} can be
 * called from any thread.
 */
final class DemoStack implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

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
   * Starts everything and returns when the scorer is ready.
   *
   * @param bundle model bundle of the scorer; null for the shipped one
   * @param report listener that is called when the servers and the scorer are ready
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
      scorer.awaitReady(READY_TIMEOUT);
      report.ready("the scorer");
      return stack;
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      if (stack.stopping) {
        throw new InterruptedException("stopped during the start");
      }
      throw failed;
    } finally {
      stack.started.countDown();
    }
  }

  /** Returns the configuration of the scorer; clients of the same stack can also use it. */
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

  /** Returns the model's {@code name@version}. */
  String model() {
    synchronized (lock) {
      if (scorer == null) {
        throw new IllegalStateException("the scorer is not running");
      }
      return scorer.model();
    }
  }

  /**
   * Stops the scorer, then the servers, and deletes their data. A start that is in progress is
   * cancelled. Calling this again has no effect.
   */
  @Override
  public void close() {
    if (Thread.currentThread() != starter) {
      cancelStart();
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
   * Interrupts the starting thread, which kills the servers that it is starting; no other thread
   * knows them.
   */
  private void cancelStart() {
    if (started.getCount() == 0) {
      return;
    }
    stopping = true;
    starter.interrupt();
    try {
      started.await(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
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
