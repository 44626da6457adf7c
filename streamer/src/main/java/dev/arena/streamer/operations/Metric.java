package dev.arena.streamer.operations;

import java.util.List;
import java.util.Locale;

/** Every metric of the scorer: kind, Prometheus name, labels, and what it says. */
public enum Metric {
  PAIRS_SCORED(Kind.COUNTER, "arena_pairs_scored_total", "Pairs that the model answered."),
  PAIRS_DEAD_LETTERED(
      Kind.COUNTER,
      "arena_pairs_dead_lettered_total",
      "Records sent to the dead-letter topic, those of aborted commits included."),
  PAIRS_MISSED(
      Kind.COUNTER,
      "arena_pairs_missed_total",
      "Records that the topic had lost when the scorer started, by retention or deletion, before they were scored."),
  TOKENS(Kind.COUNTER, "arena_tokens_total", "Tokens that the network read."),
  PAIR_DURATION(
      Kind.HISTOGRAM,
      "arena_pair_duration_seconds",
      "Time from submitting a pair to its answer, waiting for a batch included."),
  PAIRS_IN_FLIGHT(
      Kind.GAUGE, "arena_pairs_in_flight", "Pairs submitted and not yet written, in order."),
  PAIRS_QUEUED(Kind.GAUGE, "arena_pairs_queued", "Pairs that wait for a batch."),
  BATCHES(
      Kind.COUNTER,
      "arena_batches_total",
      "Batches handed to the model, by why they did not grow further: pairs or length (full), empty_queue (the device was free), drain (a stream thread waits before a commit).",
      "closed_by"),
  BATCH_PAIRS(
      Kind.COUNTER,
      "arena_batch_pairs_total",
      "Pairs in these batches; divided by the batches: how full they are."),
  BATCHES_RETRIED(
      Kind.COUNTER,
      "arena_batches_retried_total",
      "Batches that failed and were tried again pair by pair."),
  RUNS(Kind.COUNTER, "arena_runs_total", "Runs of the encoder; a batch is one run or several."),
  RUN_TOKENS(
      Kind.COUNTER,
      "arena_run_tokens_total",
      "Tokens in these runs, by kind: real, or padding that makes the sequences of a run equally long.",
      "kind"),
  RUN_TOKEN_BUDGET(
      Kind.GAUGE,
      "arena_run_token_budget",
      "The most tokens of one run at present, which a shortage of memory lowers; 0 where each sequence runs alone."),
  STAGE_SECONDS(
      Kind.COUNTER,
      "arena_stage_seconds_total",
      "Time by stage, added up over threads, or over pairs where these wait: deserialize, tokenize, queue (a pair waits for its batch), run (the encoder), head, order (an answered pair waits for those before it), forward (serialise and hand to the producer), drain (a stream thread waits before a commit), commit (the producers' transactions).",
      "stage"),
  BLOCKED_SECONDS(
      Kind.COUNTER,
      "arena_stream_blocked_seconds_total",
      "Time that stream threads waited because the queue was full: back-pressure."),
  READY(Kind.GAUGE, "arena_ready", "1 while pairs are scored, else 0."),
  MODEL(Kind.GAUGE, "arena_model_info", "Always 1; its labels say what scores.", "model", "device");

  private final Kind kind;
  private final String metricName;
  private final String sentence;
  private final List<String> labels;

  Metric(Kind kind, String metricName, String sentence, String... labels) {
    this.kind = kind;
    this.metricName = metricName;
    this.sentence = sentence;
    this.labels = List.of(labels);
  }

  /** Kinds of metrics, as Prometheus has them. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** The page {@code docs/reference/metrics.md}. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            Served in Prometheus' text format at `/metrics`, beside the metrics of the JVM (`jvm_...`, `process_...`). A
            test compares this page with the table in the code (`Metric`).

            | name | kind | labels | meaning |
            |---|---|---|---|
            """);
    for (Metric metric : values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.metricName,
                  metric.kind.name().toLowerCase(Locale.ROOT),
                  metric.labels.isEmpty() ? "" : "`" + String.join("`, `", metric.labels) + "`",
                  metric.sentence));
    }
    return page.toString();
  }

  String metricName() {
    return metricName;
  }

  String sentence() {
    return sentence;
  }

  String[] labels() {
    return labels.toArray(String[]::new);
  }
}
