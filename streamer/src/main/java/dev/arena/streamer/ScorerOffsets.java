package dev.arena.streamer;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.OffsetCheck;
import dev.arena.kafka.config.TopicNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure, before a scorer starts or restarts, that it resumes where it stopped. */
record ScorerOffsets(Configuration configuration, TopicNames topics) {
  private static final Logger LOG = LoggerFactory.getLogger(ScorerOffsets.class);

  /**
   * Makes sure that the scorer resumes where it stopped. Returns how many records were removed
   * before they were scored.
   *
   * @throws UserException if Kafka has lost the group's offsets, unless {@link
   *     StreamerKeys#OFFSET_MISSING} says what to do
   */
  long require() throws InterruptedException {
    String group = group();
    OffsetCheck check = check();
    OffsetCheck.Found found = check.look(topics);
    String missing = configuration.get(StreamerKeys.OFFSET_MISSING);
    if (missing.equals("stop")) {
      found.requireNoneForgotten(group, topics);
    } else if (!found.forgotten().isEmpty()) {
      LOG.warn(
          "Group {} has no committed offset for partitions {} of {}, which were scored before; it begins at the {}, as arena.offset.missing says",
          group,
          found.forgotten(),
          topics.pairs(),
          missing.equals("latest") ? "end" : "beginning");
      if (missing.equals("latest")) {
        check.skip(found.forgotten(), topics);
      }
    }
    if (found.missed() > 0) {
      LOG.error(
          "{} records of {} were removed, by retention or by hand, before they were scored, and will not be scored. Keep records for longer than a scorer may be away (retention.ms)",
          found.missed(),
          topics.pairs());
    }
    return found.missed();
  }

  /**
   * Looks where the scorer would resume, and changes nothing.
   *
   * @return the finding, for the check of a start
   * @throws UserException if Kafka has lost the group's offsets, unless {@link
   *     StreamerKeys#OFFSET_MISSING} says what to do
   */
  String look() throws InterruptedException {
    OffsetCheck.Found found = check().look(topics);
    if (configuration.get(StreamerKeys.OFFSET_MISSING).equals("stop")) {
      found.requireNoneForgotten(group(), topics);
    }
    return found.missed() == 0
        ? "group " + group()
        : "group %s; %d records were removed before they were scored"
            .formatted(group(), found.missed());
  }

  private String group() {
    return configuration.get(StreamerKeys.APPLICATION_ID);
  }

  private OffsetCheck check() {
    Connection connection = new Connection(configuration);
    return new OffsetCheck(
        connection.admin(), connection.consumer(), group(), connection.timeout());
  }
}
