package dev.arena.kafka.health;

import java.util.Locale;

/** What {@code /health/ready} checks: the labels of {@code arena_check_up}, in order. */
public enum Check {
  /** Kafka Streams runs and has its partitions. */
  STREAMS,
  /** A bundle is verified and loaded. */
  BUNDLE,
  /** The device answered the last batch, and no batch is hanging. */
  DEVICE,
  /** A broker answers. */
  BROKER,
  /** The schema registry answers, and knows the schema of preferences. */
  REGISTRY,
  /** Every stream thread makes progress. */
  THREADS,
  /** The topics accept preferences and dead letters. */
  WRITES;

  /** The name in answers and labels. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
