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

/** Reads from topics' settings what they take; a user need not have the right to read them. */
record TopicLimits(Admin admin, BrokerAnswers answers) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLimits.class);

  /** What a dead letter's headers add to its record, and some room. */
  static final long DEAD_LETTER_HEADERS = 16_384;

  /** How large a record a topic takes; empty when this user may not read its settings. */
  Optional<TopicLimit> of(String topic) throws InterruptedException {
    return settings(topic)
        .map(
            settings ->
                TopicLimit.of(
                    settings.maxMessageBytes(),
                    settings
                        .values()
                        .getOrDefault(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer")));
  }

  /** A topic's settings; empty when this user may not read them. */
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

  /** The settings of a topic of dead letters, which may be somewhat larger than pairs. */
  Map<String, String> forDeadLetters(String pairs) throws InterruptedException {
    Optional<TopicLimit> limit = of(pairs);
    return limit.isEmpty()
        ? Map.of()
        : Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(limit.get().bytes() + DEAD_LETTER_HEADERS));
  }

  /** A dead letter that would not fit its topic is written without its value. */
  void warnOfTightDeadLetters(TopicNames topics) throws InterruptedException {
    Optional<TopicLimit> pairs = of(topics.pairs());
    Optional<TopicLimit> deadLetters = of(topics.deadLetters());
    if (pairs.isEmpty() || deadLetters.isEmpty()) {
      return;
    }
    long wanted = pairs.get().bytes() + DEAD_LETTER_HEADERS;
    if (deadLetters.get().bytes() < wanted) {
      LOG.warn(
          "Topic {} takes records of {} bytes and {} of {}; raise {} of the latter to {} or more, or a large pair that cannot be scored is a dead letter without its value",
          topics.pairs(),
          pairs.get().bytes(),
          topics.deadLetters(),
          deadLetters.get().bytes(),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          wanted);
    }
  }
}
