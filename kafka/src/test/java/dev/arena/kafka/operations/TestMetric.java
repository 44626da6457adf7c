package dev.arena.kafka.operations;

import java.util.List;

/** Metrics for tests. */
enum TestMetric implements MetricDescription {
  RECORDS(Kind.COUNTER, "arena_records_total", "outcome"),
  LAG(Kind.GAUGE, "arena_consumer_lag_records", "topic", "partition"),
  LEAD(Kind.GAUGE, "arena_consumer_lead_records", "topic", "partition"),
  DURATION(Kind.HISTOGRAM, "arena_record_duration_seconds"),
  READY(Kind.GAUGE, "arena_ready"),
  CHECK_UP(Kind.GAUGE, "arena_check_up", "check"),
  DEAD_LETTERS(Kind.COUNTER, "arena_dead_letters_total", "reason"),
  RESIDENT_MEMORY(Kind.GAUGE, "process_resident_memory_bytes");

  private final Kind kind;
  private final String metricName;
  private final List<String> labels;

  TestMetric(Kind kind, String metricName, String... labels) {
    this.kind = kind;
    this.metricName = metricName;
    this.labels = List.of(labels);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String sentence() {
    return "What it says.";
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public double[] bounds() {
    return kind == Kind.HISTOGRAM ? new double[] {0.001, 0.0025} : new double[0];
  }
}
