package dev.arena.votes.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class StateCollectorTest {
  private static final String STORES = "stream-state-metrics";

  @AutoClose private final Metrics kafka = new Metrics();

  @Test
  void theSizesOfAStoreAreAddedUpOverTasks() {
    add(STORES, "estimate-num-keys", 3, Map.of("task-id", "1_0", "rocksdb-state-id", "votes"));
    add(STORES, "estimate-num-keys", 4, Map.of("task-id", "1_1", "rocksdb-state-id", "votes"));
    add(STORES, "live-sst-files-size", 5, Map.of("rocksdb-window-state-id", "predictions"));

    assertThat(values("arena_state_keys")).isEqualTo(Map.of("votes", 7.0));
    assertThat(values("arena_state_disk_bytes")).isEqualTo(Map.of("predictions", 5.0));
  }

  @Test
  void theSharedMemoryIsCountedOnce() {
    add(STORES, "block-cache-usage", 30, Map.of("rocksdb-state-id", "votes"));
    add(STORES, "block-cache-usage", 31, Map.of("rocksdb-state-id", "pairs"));

    assertThat(values("arena_state_memory_bytes")).isEqualTo(Map.of("", 31.0));
  }

  @Test
  void whatIsLeftToRestoreIsAddedUpOverTasks() {
    String name = "restore-remaining-records-total";
    add("stream-task-metrics", name, 10, Map.of("task-id", "1_0"));
    add("stream-task-metrics", name, 20, Map.of("task-id", "1_1"));

    assertThat(values("arena_state_restore_records")).isEqualTo(Map.of("", 30.0));
  }

  private void add(String group, String name, double value, Map<String, String> tags) {
    kafka.addMetric(
        new MetricName(name, group, "What it says.", tags), (Gauge<Double>) (config, now) -> value);
  }

  /** The values of a gauge by store. */
  private Map<String, Double> values(String name) {
    Map<String, Double> values = new TreeMap<>();
    new StateCollector(() -> kafka.metrics().values())
        .collect().stream()
            .filter(one -> one.getMetadata().getName().equals(name))
            .map(GaugeSnapshot.class::cast)
            .flatMap(gauge -> gauge.getDataPoints().stream())
            .forEach(
                point -> {
                  String store = point.getLabels().get("store");
                  values.put(store == null ? "" : store, point.getValue());
                });
    return values;
  }
}
