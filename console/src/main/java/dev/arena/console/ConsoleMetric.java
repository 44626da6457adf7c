package dev.arena.console;

import dev.arena.kafka.operations.MetricDescription;
import java.util.List;

/** Every metric of the console, with its kind, Prometheus name, labels and description. */
public enum ConsoleMetric implements MetricDescription {
  REQUESTS(
      new Details(
          Kind.COUNTER,
          "arena_console_requests_total",
          "Answered requests, without the streams of /v1/events, by path (that of an endpoint, or other) and HTTP status.",
          "path",
          "status")),
  REQUEST_DURATION(
      new Details(
          Kind.HISTOGRAM,
          "arena_console_request_duration_seconds",
          "Time from the end of a request's headers to the end of its answer, for requests that an endpoint answered with 200.",
          List.of(),
          List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0))),
  REQUESTS_QUEUED(
      new Details(Kind.GAUGE, "arena_console_requests_queued", "Requests waiting for a batch.")),
  EVENT_CLIENTS(
      new Details(Kind.GAUGE, "arena_console_event_clients", "Open pages that wait for changes.")),
  TOPIC_UP(
      new Details(
          Kind.GAUGE,
          "arena_console_topic_up",
          "1 while the console reads a topic as its records arrive, else 0: while it catches up, and if the topic is missing or cannot be read.",
          "topic")),
  TOPIC_UNREADABLE(
      new Details(
          Kind.COUNTER,
          "arena_console_unreadable_records_total",
          "Records that could not be read and are not shown, by topic.",
          "topic")),
  READY(
      new Details(
          Kind.GAUGE,
          "arena_ready",
          "1 while requests are answered and every check is up, as /health/ready says, else 0.")),
  CHECK_UP(
      new Details(
          Kind.GAUGE,
          "arena_check_up",
          "1 while a check of /health/ready is up, else 0: server, bundle, device.",
          "check")),
  RESIDENT_MEMORY(
      new Details(
          Kind.GAUGE,
          "process_resident_memory_bytes",
          "Resident memory of the process, including native code; Linux only."));

  private final Details details;

  ConsoleMetric(Details details) {
    this.details = details;
  }

  /** The table in the documentation: name, kind, labels, meaning. */
  public static String markdown() {
    return MetricDescription.markdown(List.of(values()));
  }

  @Override
  public Details details() {
    return details;
  }
}
