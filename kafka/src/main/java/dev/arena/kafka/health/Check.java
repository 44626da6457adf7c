package dev.arena.kafka.health;

/**
 * A check of {@code /health/ready}. The constants are the checks of every service on Kafka Streams;
 * a service may have more.
 *
 * @param text the name in answers, and the label of {@code arena_check_up}
 */
public record Check(String text) {
  /** Kafka Streams runs and has its partitions. */
  public static final Check STREAMS = new Check("streams");

  /** A broker answers. */
  public static final Check BROKER = new Check("broker");

  /** The schema registry answers, and knows the schemas of what is written. */
  public static final Check REGISTRY = new Check("registry");

  /** Every stream thread makes progress. */
  public static final Check THREADS = new Check("threads");

  /** The topics accept what is written. */
  public static final Check WRITES = new Check("writes");
}
