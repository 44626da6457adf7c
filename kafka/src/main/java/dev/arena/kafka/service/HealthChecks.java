package dev.arena.kafka.service;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.health.PeriodicProbe;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.kafka.streams.WriteOutcomes;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs the health checks that all services share, except that of Kafka Streams. Safe for use by
 * many threads.
 */
public final class HealthChecks implements AutoCloseable {
  /** A registry may have several addresses, each slow to accept a connection and to answer. */
  private static final int TIMEOUTS = 3;

  private final Health health;
  private final Clock clock = Clock.systemUTC();
  private final PeriodicProbe broker;
  private final PeriodicProbe registry;

  private HealthChecks(Configuration configuration, ServiceSchemas schemas, Health health) {
    this.health = health;
    Connection connection = new Connection(configuration);
    PeriodicProbe.Times times =
        new PeriodicProbe.Times(
            configuration.get(ServiceKeys.HEALTH_INTERVAL),
            connection.timeout().multipliedBy(TIMEOUTS),
            System::nanoTime,
            clock);
    this.broker = new PeriodicProbe(Check.BROKER, new BrokerProbe(connection), times);
    this.registry =
        new PeriodicProbe(
            Check.REGISTRY, () -> RegistryAccess.requireOnce(configuration, schemas), times);
  }

  /**
   * Begins to probe broker and registry, which both answered at startup.
   *
   * @param schemas the registry must know those that are written
   */
  public static HealthChecks start(
      Configuration configuration, ServiceSchemas schemas, Health health) {
    HealthChecks watch = new HealthChecks(configuration, schemas, health);
    health.watch(Check.BROKER, watch.broker::result);
    health.watch(Check.REGISTRY, watch.registry::result);
    watch.broker.start(Daemons.named("arena-health-broker"));
    watch.registry.start(Daemons.named("arena-health-registry"));
    return watch;
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
