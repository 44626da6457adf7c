package dev.arena.kafka.operations;

import java.util.List;

/** Metrics for tests. */
enum TestMetric implements MetricDescription {
  RECORDS(Kind.COUNTER, "arena_records_total", "outcome"),
  ANSWERS(Kind.COUNTER, "arena_answers_total", "path", "status"),
  LAG(Kind.GAUGE, "arena_consumer_lag_records", "topic", "partition"),
  LEAD(Kind.GAUGE, "arena_consumer_lead_records", "topic", "partition"),
  DURATION(Kind.HISTOGRAM, "arena_record_duration_seconds"),
  READY(Kind.GAUGE, "arena_ready"),
  CHECK_UP(Kind.GAUGE, "arena_check_up", "check"),
  DEAD_LETTERS(Kind.COUNTER, "arena_dead_letters_total", "reason"),
  RESIDENT_MEMORY(Kind.GAUGE, "process_resident_memory_bytes");

  private final Details details;

  TestMetric(Kind kind, String metricName, String... labels) {
    this.details =
        new Details(
            kind,
            metricName,
            "What it says.",
            List.of(labels),
            kind == Kind.HISTOGRAM ? List.of(0.001, 0.0025) : List.of());
  }

  @Override
  public Details details() {
    return details;
  }
}
