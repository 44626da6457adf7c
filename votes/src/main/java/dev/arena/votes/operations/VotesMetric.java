package dev.arena.votes.operations;

import dev.arena.kafka.operations.MetricDescription;
import java.util.List;

/** Every metric of the votes service, with its kind, Prometheus name, labels and description. */
public enum VotesMetric implements MetricDescription {
  VOTES(
      Kind.COUNTER,
      "arena_votes_total",
      "Votes for which something other than a first battle happened, including what was rolled back and processed again: waited (for their pair), changed (replaced another of their voter), repeated (said what an earlier record had said), outdated (one that was cast later was there), unscored (became a battle without predictions).",
      "outcome"),
  BATTLES(
      Kind.COUNTER,
      "arena_battles_total",
      "Battles written to their topic, including what was rolled back and written again: written (also changed ones), withdrawn (removed with their vote).",
      "outcome"),
  PREFERENCES(
      Kind.COUNTER,
      "arena_preferences_total",
      "Preferences that changed nothing for some vote, including what was rolled back and processed again: late (after the timeout), repeated (said nothing new), ignored (no vote can have their id).",
      "outcome"),
  PAIRS_AMBIGUOUS(
      Kind.COUNTER,
      "arena_pairs_ambiguous_total",
      "Pairs whose id another pair with different texts has."),
  DEAD_LETTERS(
      Kind.COUNTER,
      "arena_dead_letters_total",
      "Votes, preferences and battles sent to the dead-letter topic, including those of aborted commits, by reason: no_value, wire_format, unknown_schema, schema (not an Avro schema, or not that of the topic), body (not readable), oversized, unknown_pair, voted_at, outcome, invalid.",
      "reason"),
  CONSUMER_LAG(
      Kind.GAUGE,
      "arena_consumer_lag_records",
      "Records that are not yet fetched, by partition of this instance, internal topics included.",
      "topic",
      "partition"),
  CONSUMER_LEAD(
      Kind.GAUGE,
      "arena_consumer_lead_records",
      "Records between the oldest one of a partition and the next one to be fetched; if this approaches 0 while there is a lag, retention is about to remove records before they are joined.",
      "topic",
      "partition"),
  STATE_KEYS(
      Kind.GAUGE,
      "arena_state_keys",
      "Entries of a state store in this instance, as RocksDB estimates them; an entry that was changed counts several times until its files are compacted.",
      "store"),
  STATE_DISK(
      Kind.GAUGE,
      "arena_state_disk_bytes",
      "Size of the files of a state store in this instance; 0 until its first write buffer is full.",
      "store"),
  STATE_MEMORY(
      Kind.GAUGE,
      "arena_state_memory_bytes",
      "Memory that all state stores of this instance use outside the heap; arena.state.memory.bytes limits it."),
  STATE_RESTORE(
      Kind.GAUGE,
      "arena_state_restore_records",
      "Records still to be read before the state of this instance is restored; 0 while it joins."),
  READY(
      Kind.GAUGE,
      "arena_ready",
      "1 while votes are joined and every check is up, as /health/ready says, else 0."),
  CHECK_UP(
      Kind.GAUGE,
      "arena_check_up",
      "1 while a check of /health/ready is up, else 0: streams, broker, registry, threads, writes.",
      "check"),
  RESIDENT_MEMORY(
      Kind.GAUGE,
      "process_resident_memory_bytes",
      "Resident memory of the process, including native code; Linux only.");

  private final Details details;

  VotesMetric(Kind kind, String metricName, String sentence, String... labels) {
    this.details = new Details(kind, metricName, sentence, labels);
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
