package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.Test;

final class KafkaCollectorTest {
  private static final String FETCHES = "consumer-fetch-manager-metrics";

  private final Metrics kafka = new Metrics();
  private final KafkaCollector collector =
      new KafkaCollector(() -> kafka.metrics().values(), TestMetric.LAG, TestMetric.LEAD);

  @Test
  void totalsOfAllThreadsAreAddedUpUnderANameWithoutTheirIds() {
    add(FETCHES, "records-consumed-total", 3, Map.of("client-id", "id-StreamThread-1-consumer"));
    add(FETCHES, "records-consumed-total", 4, Map.of("client-id", "id-StreamThread-2-consumer"));

    CounterSnapshot total =
        (CounterSnapshot) snapshot("kafka_consumer_fetch_manager_records_consumed");

    assertThat(total.getDataPoints())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getValue()).isEqualTo(7);
              assertThat(point.getLabels().size()).isZero();
            });
  }

  @Test
  void forMinimaTheSmallestIsShownAndForOtherValuesTheLargest() {
    for (int thread = 1; thread <= 2; thread++) {
      Map<String, String> tags = Map.of("thread-id", "StreamThread-" + thread);
      add("stream-thread-metrics", "poll-latency-max", 10 * thread, tags);
      add(FETCHES, "records-lead-min", 10 * thread, tags);
    }

    assertThat(gauge("kafka_stream_thread_poll_latency_max")).isEqualTo(20);
    assertThat(gauge("kafka_consumer_fetch_manager_records_lead_min")).isEqualTo(10);
  }

  @Test
  void lagAndLeadAreShownByPartition() {
    add(FETCHES, "records-lag", 12, Map.of("topic", "pairs", "partition", "3"));
    MetricSnapshots shown = collector.collect();

    assertThat(shown.stream())
        .filteredOn(one -> one.getMetadata().getName().equals("arena_consumer_lag_records"))
        .singleElement()
        .satisfies(
            one ->
                assertThat(((GaugeSnapshot) one).getDataPoints())
                    .singleElement()
                    .satisfies(
                        point -> {
                          assertThat(point.getValue()).isEqualTo(12);
                          assertThat(point.getLabels().get("partition")).isEqualTo("3");
                        }));
  }

  @Test
  void aPartitionWhoseTopicHasADotIsShownOnceAlthoughKafkaCountsItUnderTwoSpellings() {
    for (String topic : List.of("arena.pairs", "arena_pairs", "other_topic")) {
      add(FETCHES, "records-lag", 12, Map.of("topic", topic, "partition", "3"));
    }

    assertThat(collector.collect().stream())
        .filteredOn(one -> one.getMetadata().getName().equals("arena_consumer_lag_records"))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.getDataPoints())
                    .extracting(point -> point.getLabels().get("topic"))
                    .containsExactlyInAnyOrder("arena.pairs", "other_topic"));
  }

  @Test
  void ratesTopicsNodesAndNonNumbersAreLeftOut() {
    add(FETCHES, "records-consumed-rate", 1, Map.of());
    add(FETCHES, "records-consumed-total", 1, Map.of("topic", "pairs"));
    add("consumer-node-metrics", "request-total", 1, Map.of("node-id", "node-1"));
    add(FETCHES, "records-lag-max", Double.NaN, Map.of());
    kafka.addMetric(
        new MetricName("state", "stream-metrics", "", Map.of()),
        (Gauge<String>) (config, now) -> "RUNNING");

    assertThat(collector.collect().stream().map(one -> one.getMetadata().getName()))
        .containsExactly("arena_consumer_lag_records", "arena_consumer_lead_records");
  }

  private void add(String group, String name, double value, Map<String, String> tags) {
    kafka.addMetric(
        new MetricName(name, group, "What it says.", tags), (Gauge<Double>) (config, now) -> value);
  }

  private double gauge(String name) {
    return ((GaugeSnapshot) snapshot(name)).getDataPoints().get(0).getValue();
  }

  private MetricSnapshot snapshot(String name) {
    return collector.collect().stream()
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
