package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransactionTimeTest {
  private final Metrics metrics = new Metrics();
  private final StreamsSupervisor.TransactionTime time = new StreamsSupervisor.TransactionTime();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void theTimesOfAllProducersAreAddedUp() {
    count("a", "txn-commit-time-ns-total", 5);
    count("a", "txn-send-offsets-time-ns-total", 2);
    count("b", "txn-commit-time-ns-total", 10);
    count("b", "txn-abort-time-ns-total", 1_000);

    assertThat(nanos()).isEqualTo(17);
  }

  @Test
  void aProducerThatIsClosedOrReplacedStillCounts() {
    MetricName ofFirst = count("a", "txn-commit-time-ns-total", 5);
    assertThat(nanos()).isEqualTo(5);

    metrics.removeMetric(ofFirst);
    assertThat(nanos()).isEqualTo(5);

    count("a", "txn-commit-time-ns-total", 3);
    assertThat(nanos()).isEqualTo(8);
    count("b", "txn-commit-time-ns-total", 1);
    assertThat(nanos()).isEqualTo(9);
  }

  private MetricName count(String client, String name, double value) {
    MetricName metric = metrics.metricName(name, "producer-metrics", Map.of("client-id", client));
    metrics.addMetric(metric, (config, now) -> value);
    return metric;
  }

  private long nanos() {
    Duration total = time.total(metrics.metrics().values());
    return total.toNanos();
  }
}
