package dev.arena.streamer;

import dev.arena.models.config.Configuration;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.operations.Check;
import dev.arena.streamer.operations.Finding;
import dev.arena.streamer.operations.Health;
import dev.arena.streamer.topology.TopicNames;
import java.time.Clock;
import java.time.Instant;

/**
 * Watches over the checks of a scorer's health, all but the stream's. Safe for use by many threads.
 */
final class HealthWatch implements AutoCloseable {
  /** A registry may have several addresses, and each may be slow to connect and slow to answer. */
  private static final int PATIENCES = 3;

  private final Health health;
  private final Clock clock = Clock.systemUTC();
  private final Reachability broker;
  private final Reachability registry;

  private HealthWatch(Configuration configuration, TopicNames topics, Health health) {
    this.health = health;
    Connection connection = new Connection(configuration);
    Reachability.Times times =
        new Reachability.Times(
            configuration.get(StreamerKeys.HEALTH_INTERVAL),
            connection.patience().multipliedBy(PATIENCES),
            System::nanoTime,
            clock);
    this.broker = new Reachability(Check.BROKER, new BrokerQuestion(connection), times);
    this.registry =
        new Reachability(
            Check.REGISTRY, () -> RegistryAccess.requireOnce(configuration, topics), times);
  }

  /** Begins to ask broker and registry, which have answered at the scorer's start. */
  static HealthWatch start(Configuration configuration, TopicNames topics, Health health) {
    HealthWatch watch = new HealthWatch(configuration, topics, health);
    health.watch(Check.BROKER, watch.broker::finding);
    health.watch(Check.REGISTRY, watch.registry::finding);
    watch.broker.start(Startup.daemons("arena-health-broker"));
    watch.registry.start(Startup.daemons("arena-health-registry"));
    return watch;
  }

  /**
   * Watches over a bundle that is open, and over its device.
   *
   * @return to be told of each batch
   */
  DeviceWork overBundleAndDevice(BatchScorer scorer) {
    Instant opened = clock.instant();
    DeviceWork device = new DeviceWork(scorer.device(), System::nanoTime, clock);
    health.watch(Check.BUNDLE, () -> Finding.up(scorer.model() + " is loaded", opened));
    health.watch(Check.DEVICE, device::finding);
    return device;
  }

  /** Whether a broker answered when it was asked last. */
  boolean brokerAnswers() {
    return broker.finding().up();
  }

  @Override
  public void close() throws InterruptedException {
    broker.close();
    registry.close();
  }
}
