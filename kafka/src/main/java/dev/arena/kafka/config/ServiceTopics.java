package dev.arena.kafka.config;

import dev.arena.cli.config.ConfigKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a service by their roles, and what the service expects of them.
 *
 * @param service the service, for messages
 * @param inputs the topics that it reads
 * @param outputs the topics that it writes, without {@code deadLetters}
 * @param deadLetters receives the records that cannot be processed
 * @param timestamps which timestamps the records of the inputs must have
 * @param internal the topics of its own that Kafka Streams creates, with the application's id
 */
public record ServiceTopics(
    ServiceText service,
    List<String> inputs,
    List<Output> outputs,
    String deadLetters,
    InputTimestamps timestamps,
    List<String> internal) {
  public ServiceTopics {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    internal = List.copyOf(internal);
  }

  /** The topics of a service without state, to which the timestamps of its input do not matter. */
  public ServiceTopics(
      ServiceText service, List<String> inputs, List<Output> outputs, String deadLetters) {
    this(service, inputs, outputs, deadLetters, InputTimestamps.ANY, List.of());
  }

  /** Which timestamps the records of an input have. */
  public enum InputTimestamps {
    /** Those of the producers, or the times at which the broker appended them. */
    ANY,
    /** Those of the producers. */
    OF_PRODUCERS
  }

  /**
   * A topic that a service writes.
   *
   * @param cleanup how Kafka must remove its old records
   * @param leastBytes the minimum for the topic's size limit, in bytes
   * @param partitions the input with which it must share the number of partitions; null if it may
   *     have any number
   * @param read whether the service also reads it
   */
  public record Output(
      String name,
      Cleanup cleanup,
      long leastBytes,
      @Nullable SamePartitions partitions,
      boolean read) {
    /** A topic that may have any number of partitions, and that the service only writes. */
    public Output(String name, Cleanup cleanup, long leastBytes) {
      this(name, cleanup, leastBytes, null, false);
    }

    /** The same topic, if the service also reads what it writes. */
    public Output alsoRead() {
      return new Output(name, cleanup, leastBytes, partitions, true);
    }
  }

  /** How Kafka removes old records of a topic. */
  public enum Cleanup {
    /** After some time. */
    DELETE,
    /** Once there is a newer record with the same key. */
    COMPACT
  }

  /**
   * The reason why an output has as many partitions as an input.
   *
   * @param input the input
   * @param key the key that names the output, for messages
   * @param reason part of a sentence, such as {@code a preference goes to ...}
   */
  public record SamePartitions(String input, ConfigKey<String> key, String reason) {}

  /** The topics that must exist: inputs, outputs, dead letters. */
  public List<String> all() {
    return Stream.of(inputs.stream(), outputs.stream().map(Output::name), Stream.of(deadLetters))
        .flatMap(names -> names)
        .toList();
  }
}
