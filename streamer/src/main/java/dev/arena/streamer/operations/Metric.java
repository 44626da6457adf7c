package dev.arena.streamer.operations;

import dev.arena.kafka.operations.MetricDescription;
import java.util.Arrays;
import java.util.List;

/** Every metric of the scorer, with its kind, Prometheus name, labels and description. */
public enum Metric implements MetricDescription {
  PAIRS(
      Kind.COUNTER,
      "arena_pairs_total",
      "Pairs passed to the model, by outcome: scored, unscorable (a dead letter), failed (the device or the scorer is at fault; the pair is read again).",
      "outcome"),
  PAIRS_TRUNCATED(
      Kind.COUNTER,
      "arena_pairs_truncated_total",
      "Scored pairs whose text was cut to fit the network."),
  DEAD_LETTERS(
      Kind.COUNTER,
      "arena_dead_letters_total",
      "Records sent to the dead-letter topic, including those of aborted commits, by reason: no_value, wire_format, unknown_schema, schema (not an Avro schema, or not a pair's), body (not readable as a pair), oversized (larger than arena.pair.max.bytes, or with more values or deeper nesting than Arena reads), unscorable, too_large (the answer would not fit its topic).",
      "reason"),
  PAIRS_MISSED(
      Kind.COUNTER,
      "arena_pairs_missed_total",
      "Records that were no longer in the topic when the scorer started, because retention or deletion had removed them before they were scored."),
  TOKENS(Kind.COUNTER, "arena_tokens_total", "Tokens that the network read."),
  RECORD_AGE(
      Buckets.AGES,
      "arena_record_age_seconds",
      "Age of a record, from its timestamp until its preference is passed to the producer."),
  PAIR_DURATION(
      Buckets.SECONDS,
      "arena_pair_duration_seconds",
      "Time from submitting a pair to its answer, including the wait for a batch."),
  QUEUE_DURATION(
      Buckets.SECONDS,
      "arena_pair_queue_duration_seconds",
      "Time that a pair waits for its batch."),
  TOKENIZE_DURATION(
      Buckets.SHORT_SECONDS,
      "arena_pair_tokenize_duration_seconds",
      "Time to compute the sequences, features and facts of a pair."),
  INFERENCE_DURATION(
      Buckets.SECONDS,
      "arena_batch_inference_duration_seconds",
      "Time that a batch spends in the encoder and head, including the wait for a free instance."),
  BATCH_PAIRS(Buckets.PAIRS, "arena_batch_pairs", "Pairs per answered batch."),
  BATCH_TOKENS(
      Buckets.TOKENS, "arena_batch_tokens", "Tokens that the network read per answered batch."),
  PAIRS_IN_FLIGHT(
      Kind.GAUGE, "arena_pairs_in_flight", "Pairs submitted but not yet written in order."),
  PAIRS_QUEUED(Kind.GAUGE, "arena_pairs_queued", "Pairs waiting for a batch."),
  BATCHES(
      Kind.COUNTER,
      "arena_batches_total",
      "Batches passed to the model, by the reason why they did not grow further: pairs or length (full), empty_queue (the device was free), drain (a stream thread was waiting before a commit).",
      "closed_by"),
  BATCHES_RETRIED(
      Kind.COUNTER,
      "arena_batches_retried_total",
      "Batches that failed and were retried pair by pair."),
  RUNS(Kind.COUNTER, "arena_runs_total", "Runs of the encoder; a batch takes one or more runs."),
  RUN_TOKENS(
      Kind.COUNTER,
      "arena_run_tokens_total",
      "Tokens in these runs, by kind: real, or padding that makes the sequences of a run equally long.",
      "kind"),
  RUN_TOKEN_BUDGET(
      Kind.GAUGE,
      "arena_run_token_budget",
      "Current maximum number of tokens in one run, lowered after running out of memory; 0 if each sequence runs alone."),
  STAGE_SECONDS(
      Kind.COUNTER,
      "arena_stage_seconds_total",
      "Time by stage, summed over threads, or over pairs for stages in which pairs wait: deserialize, tokenize, queue (a pair waits for its batch), run (the encoder), head, order (an answered pair waits for those before it), forward (serialising, and passing to the producer), drain (a stream thread waits before a commit), commit (the producers' transactions).",
      "stage"),
  BLOCKED_SECONDS(
      Kind.COUNTER,
      "arena_stream_blocked_seconds_total",
      "Time that stream threads waited because the queue was full: back-pressure."),
  CONSUMER_LAG(
      Kind.GAUGE,
      "arena_consumer_lag_records",
      "Records that are not yet fetched, by partition of this scorer.",
      "topic",
      "partition"),
  CONSUMER_LEAD(
      Kind.GAUGE,
      "arena_consumer_lead_records",
      "Records between the oldest one of a partition and the next one to be fetched; if this approaches 0 while there is a lag, retention is about to remove records before they are scored.",
      "topic",
      "partition"),
  BUNDLE_LOADS(
      Kind.COUNTER,
      "arena_bundle_loads_total",
      "New bundles found while another was scoring, by outcome: swapped, or refused (with the reason in the log; a reason that repeats counts once).",
      "outcome"),
  DRIFT_PAIRS(
      Kind.GAUGE,
      "arena_drift_pairs",
      "Pairs that this instance scored with its current bundle in the last 24 hours, in which drift is measured. This metric and the next two are missing if drift is not measured."),
  DRIFT_PSI(
      Kind.GAUGE,
      "arena_drift_psi",
      "Population stability index of a feature of these pairs, compared with the reference (arena.drift.reference): 0 if they are distributed alike, and customarily a significant shift above 0.2.",
      "feature"),
  DRIFT_PSI_NOISE(
      Kind.GAUGE,
      "arena_drift_psi_noise",
      "The value that the index of this feature rarely exceeds without drift, given the number of pairs here and in the reference: its mean plus three standard deviations. An index that does not exceed it shows no drift.",
      "feature"),
  READY(
      Kind.GAUGE,
      "arena_ready",
      "1 while pairs are scored and every check is up, as /health/ready says, else 0."),
  CHECK_UP(
      Kind.GAUGE,
      "arena_check_up",
      "1 while a check of /health/ready is up, else 0: streams, bundle, device, broker, registry, threads, writes.",
      "check"),
  MODEL(
      Kind.GAUGE,
      "arena_model_info",
      "Always 1; its labels name the model that currently scores.",
      "model",
      "name",
      "version",
      "precision",
      "device"),
  DEVICE_MEMORY_USED(
      Kind.GAUGE,
      "arena_device_memory_used_bytes",
      "GPU memory in use by all processes; needs nvidia-smi, and is shown only while a GPU scores.",
      "gpu"),
  DEVICE_MEMORY(Kind.GAUGE, "arena_device_memory_bytes", "Total memory of the GPU.", "gpu"),
  RESIDENT_MEMORY(
      Kind.GAUGE,
      "process_resident_memory_bytes",
      "Resident memory of the process, including native code; Linux only.");

  private final Details details;

  Metric(Kind kind, String metricName, String sentence, String... labels) {
    this(kind, Buckets.NONE, metricName, sentence, labels);
  }

  Metric(Buckets buckets, String metricName, String sentence) {
    this(Kind.HISTOGRAM, buckets, metricName, sentence);
  }

  Metric(Kind kind, Buckets buckets, String metricName, String sentence, String... labels) {
    this.details = new Details(kind, metricName, sentence, List.of(labels), buckets.bounds);
  }

  /** Upper bounds of a histogram's buckets. */
  enum Buckets {
    NONE(),
    SHORT_SECONDS(0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5),
    SECONDS(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    AGES(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400),
    PAIRS(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    TOKENS(64, 256, 1024, 4096, 16384, 65536, 262144, 1048576);

    private final List<Double> bounds;

    Buckets(double... bounds) {
      this.bounds = Arrays.stream(bounds).boxed().toList();
    }
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
