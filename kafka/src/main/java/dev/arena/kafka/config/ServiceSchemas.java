package dev.arena.kafka.config;

import dev.arena.cli.config.ConfigKey;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The schemas of the topics of a service.
 *
 * @param read of the topics that it reads; registered with the others, if the configuration says so
 * @param written of the topics that it writes, which the registry must know
 */
public record ServiceSchemas(List<Subject> read, List<Subject> written) {
  public ServiceSchemas {
    read = List.copyOf(read);
    written = List.copyOf(written);
  }

  /**
   * The schema of the values of a topic.
   *
   * @param key the key that names the topic, for messages
   */
  public record Subject(String topic, ConfigKey<String> key, Schema schema) {
    /** The name in the registry. */
    public String name() {
      return topic + "-value";
    }
  }

  /** All schemas, those of the topics that are read first. */
  public List<Subject> all() {
    return Stream.concat(read.stream(), written.stream()).toList();
  }
}
