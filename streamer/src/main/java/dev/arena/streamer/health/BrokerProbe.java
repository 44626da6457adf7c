package dev.arena.streamer.health;

import dev.arena.streamer.client.Connection;
import dev.arena.streamer.cluster.ClusterCheck;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a broker answers, by a connection of its own that is kept as long as one does. A new
 * one after each failure knows neither an old address nor an old thread that has ended. For use by
 * one thread.
 */
final class BrokerProbe implements PeriodicProbe.Question {
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
      return; // it has answered
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
