package dev.arena.streamer;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.AbandonedTransactions;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.OffsetCheck;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.streams.RebalanceTask;
import dev.arena.kafka.streams.RestartBackoff;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.topology.RegistryAccess;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The preconditions of a scorer on its cluster: topics and rights on the broker, and the offsets of
 * its group. Checked at the start, and again after a failure.
 */
record ClusterPreconditions(Configuration configuration, TopicNames topics) {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterPreconditions.class);

  /** The longest pause between two checks of a missing broker or registry. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * Makes sure that the topics exist, and returns their size limits.
   *
   * @throws UserException if one is missing; says what is missing and what to do
   */
  public Map<String, Optional<TopicLimit>> requireCluster() throws InterruptedException {
    Connection connection = new Connection(configuration);
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      if (configuration.get(KafkaKeys.TOPIC_CREATE)) {
        cluster.createMissing(topics, newTopics());
      }
      requireInOrder(cluster);
      return Map.of(
          topics.preferences(),
          cluster.limit(topics.preferences()),
          topics.deadLetters(),
          cluster.limit(topics.deadLetters()));
    }
  }

  /**
   * Makes sure that the scorer resumes where it stopped. Returns how many records were removed
   * before they were scored.
   *
   * @throws UserException if Kafka has lost the group's offsets, unless {@link
   *     StreamerKeys#OFFSET_MISSING} says what to do
   */
  public long requireOffsets() throws InterruptedException {
    Connection connection = new Connection(configuration);
    String group = configuration.get(StreamerKeys.APPLICATION_ID);
    OffsetCheck check =
        new OffsetCheck(connection.admin(), connection.consumer(), group, connection.timeout());
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

  /** Whether a broker answers now, and the topics and rights are in order; creates nothing. */
  public boolean clusterInOrder() {
    Connection connection = new Connection(configuration);
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      requireInOrder(cluster);
      return true;
    } catch (UserException away) {
      return false;
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void requireInOrder(ClusterCheck cluster) throws InterruptedException {
    cluster.requireTopics(topics);
    cluster.requireApplication(configuration.get(StreamerKeys.APPLICATION_ID));
  }

  /** Waits, after a failure, until all preconditions hold. */
  public RestartBackoff backoff() {
    return new RestartBackoff(
        () -> {
          requireCluster();
          RegistryAccess.requireAgain(configuration, topics);
          requireOffsets();
        },
        pause -> Thread.sleep(pause.toMillis()),
        System::nanoTime,
        LONGEST_PAUSE);
  }

  /** Ends transactions that killed scorers left open. */
  public RebalanceTask abandonedTransactions(ThreadFactory threads) {
    Connection connection = new Connection(configuration);
    AbandonedTransactions abandoned =
        new AbandonedTransactions(
            connection.admin(),
            configuration.get(StreamerKeys.APPLICATION_ID),
            connection.timeout());
    return new RebalanceTask(abandoned::end, Duration.ofSeconds(1), threads);
  }

  private ClusterCheck.NewTopics newTopics() {
    return new ClusterCheck.NewTopics(
        configuration.find(KafkaKeys.TOPIC_PARTITIONS).orElse(null),
        configuration.find(KafkaKeys.TOPIC_REPLICATION).map(Integer::shortValue).orElse(null));
  }
}
