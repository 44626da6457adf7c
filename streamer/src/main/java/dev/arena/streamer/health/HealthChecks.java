package dev.arena.streamer.health;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.health.PeriodicProbe;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.kafka.streams.WriteOutcomes;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.topology.RegistryAccess;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs all checks of a scorer's health except the stream's. Safe for use by many threads. */
public final class HealthChecks implements AutoCloseable {
  /** A registry may have several addresses, each slow to accept a connection and to answer. */
  private static final int PATIENCES = 3;

  private final Health health;
  private final Clock clock = Clock.systemUTC();
  private final PeriodicProbe broker;
  private final PeriodicProbe registry;

  private HealthChecks(Configuration configuration, TopicNames topics, Health health) {
    this.health = health;
    Connection connection = new Connection(configuration);
    PeriodicProbe.Times times =
        new PeriodicProbe.Times(
            configuration.get(StreamerKeys.HEALTH_INTERVAL),
            connection.timeout().multipliedBy(PATIENCES),
            System::nanoTime,
            clock);
    this.broker = new PeriodicProbe(Check.BROKER, new BrokerProbe(connection), times);
    this.registry =
        new PeriodicProbe(
            Check.REGISTRY, () -> RegistryAccess.requireOnce(configuration, topics), times);
  }

  /**
   * Begins to probe broker and registry, which both answered at the scorer's start.
   *
   * @param daemons creates threads with a given name
   */
  public static HealthChecks start(
      Configuration configuration,
      TopicNames topics,
      Health health,
      Function<String, ThreadFactory> daemons) {
    HealthChecks watch = new HealthChecks(configuration, topics, health);
    health.watch(Check.BROKER, watch.broker::result);
    health.watch(Check.REGISTRY, watch.registry::result);
    watch.broker.start(daemons.apply("arena-health-broker"));
    watch.registry.start(daemons.apply("arena-health-registry"));
    return watch;
  }

  /**
   * Watches a loaded bundle and its device.
   *
   * @param bundle describes the loaded bundle
   * @param device the name of the device
   * @return the device's health; must wrap each batch
   */
  public DeviceHealth overBundleAndDevice(Supplier<String> bundle, String device) {
    Instant opened = clock.instant();
    DeviceHealth work = new DeviceHealth(device, System::nanoTime, clock);
    health.watch(Check.BUNDLE, () -> CheckResult.up(bundle.get(), opened));
    health.watch(Check.DEVICE, work::result);
    return work;
  }

  /** Watches the stream's threads and their writes. */
  public void overStream(ThreadActivity threads, WriteOutcomes writes) {
    Instant started = clock.instant();
    health.watch(
        Check.THREADS,
        () ->
            threads
                .stall()
                .map(stall -> CheckResult.down(stall.reason(), clock.instant().minus(stall.time())))
                .orElseGet(() -> CheckResult.up("every stream thread makes progress", started)));
    health.watch(
        Check.WRITES,
        () ->
            writes
                .refusal()
                .map(
                    refusal ->
                        CheckResult.down(refusal.reason(), clock.instant().minus(refusal.time())))
                .orElseGet(() -> CheckResult.up("no topic refuses records", started)));
  }

  /** Whether a broker answered the last probe. */
  public boolean brokerAnswers() {
    return broker.result().up();
  }

  @Override
  public void close() throws InterruptedException {
    try {
      broker.close();
    } finally {
      registry.close(); // even if waiting for the other was interrupted
    }
  }

  /**
   * Checks whether a broker answers, on its own connection, which is kept for as long as it does.
   * The new connection after a failure uses no outdated address and no thread that has ended. For
   * use by one thread.
   */
  private static final class BrokerProbe implements PeriodicProbe.Question {
    private final Connection connection;
    private @Nullable ClusterCheck open;

    BrokerProbe(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void ask() throws InterruptedException {
      ClusterCheck cluster = open;
      if (cluster == null) {
        open = ClusterCheck.connect(connection.admin(), connection.timeout(), "arena-health");
        return; // the broker has answered
      }
      boolean answered = false;
      try {
        cluster.requireAnswer();
        answered = true;
      } finally {
        if (!answered) {
          close();
        }
      }
    }

    @Override
    public void close() {
      ClusterCheck cluster = open;
      open = null;
      if (cluster != null) {
        cluster.close();
      }
    }
  }
}
