package dev.arena.kafka.cluster;

import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the size limits of topics from their settings, which a user may not be allowed to read. */
record TopicLimits(Admin admin, BrokerAnswers answers) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLimits.class);

  /** Room for the headers that a dead letter adds to its record, in bytes. */
  static final long DEAD_LETTER_HEADERS = 16_384;

  /** The largest record that a topic accepts; empty if its settings cannot be read. */
  Optional<TopicLimit> of(String topic) throws InterruptedException {
    return settings(topic)
        .map(settings -> new TopicLimit(settings.maxMessageBytes(), settings.compression()));
  }

  /** A topic's settings; empty if they cannot be read. */
  Optional<TopicSettings> settings(String topic) throws InterruptedException {
    try {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config settings =
          answers
              .get(admin.describeConfigs(List.of(resource)).all(), "describe topic " + topic)
              .values()
              .iterator()
              .next();
      return Optional.of(TopicSettings.of(settings));
    } catch (KafkaException | UserException notAllowed) {
      LOG.debug("The settings of topic {} could not be read", topic, notAllowed);
      return Optional.empty();
    }
  }

  /**
   * The settings of a new dead-letter topic, whose records may be somewhat larger than the inputs.
   */
  Map<String, String> forDeadLetters(List<String> inputs) throws InterruptedException {
    long largest = 0;
    for (String input : inputs) {
      largest = Math.max(largest, of(input).map(TopicLimit::bytes).orElse(0L));
    }
    return largest == 0
        ? Map.of()
        : Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(largest + DEAD_LETTER_HEADERS));
  }

  /** Warns if large records would lose their value in the dead-letter topic. */
  void warnOfTightDeadLetters(ServiceTopics topics) throws InterruptedException {
    Optional<TopicLimit> deadLetters = of(topics.deadLetters());
    for (String input : topics.inputs()) {
      Optional<TopicLimit> limit = of(input);
      if (limit.isPresent() && deadLetters.isPresent()) {
        warnOfTightDeadLetters(topics, input, limit.get().bytes(), deadLetters.get().bytes());
      }
    }
  }

  private static void warnOfTightDeadLetters(
      ServiceTopics topics, String input, long inputBytes, long deadLetterBytes) {
    long wanted = inputBytes + DEAD_LETTER_HEADERS;
    if (deadLetterBytes < wanted) {
      ServiceText service = topics.service();
      LOG.warn(
          "Topic {} accepts records of up to {} bytes, but {} accepts only up to {}; raise the latter's {} to {} or more, or a large {} that cannot be {} becomes a dead letter without its value",
          input,
          inputBytes,
          topics.deadLetters(),
          deadLetterBytes,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          wanted,
          service.input(),
          service.processed());
    }
  }
}
