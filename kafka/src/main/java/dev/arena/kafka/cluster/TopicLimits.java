package dev.arena.kafka.cluster;

import dev.arena.kafka.config.TopicNames;
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

  /** The settings of a new dead-letter topic, whose records may be somewhat larger than pairs. */
  Map<String, String> forDeadLetters(String pairs) throws InterruptedException {
    Optional<TopicLimit> limit = of(pairs);
    return limit.isEmpty()
        ? Map.of()
        : Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(limit.get().bytes() + DEAD_LETTER_HEADERS));
  }

  /** Warns if large pairs would lose their value in the dead-letter topic. */
  void warnOfTightDeadLetters(TopicNames topics) throws InterruptedException {
    Optional<TopicLimit> pairs = of(topics.pairs());
    Optional<TopicLimit> deadLetters = of(topics.deadLetters());
    if (pairs.isEmpty() || deadLetters.isEmpty()) {
      return;
    }
    long wanted = pairs.get().bytes() + DEAD_LETTER_HEADERS;
    if (deadLetters.get().bytes() < wanted) {
      LOG.warn(
          "Topic {} accepts records of up to {} bytes, but {} accepts only up to {}; raise the latter's {} to {} or more, or a large pair that cannot be scored becomes a dead letter without its value",
          topics.pairs(),
          pairs.get().bytes(),
          topics.deadLetters(),
          deadLetters.get().bytes(),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          wanted);
    }
  }
}
