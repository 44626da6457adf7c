package dev.arena.kafka.service;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.AbandonedTransactions;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.streams.HeartbeatMonitor;
import dev.arena.kafka.streams.RebalanceTask;
import dev.arena.kafka.streams.RestartBackoff;
import dev.arena.kafka.streams.ServiceSettings;
import dev.arena.kafka.streams.StalledThreadDetector;
import dev.arena.kafka.streams.StreamsSupervisor;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;

/**
 * The preconditions of a service on its cluster: the broker, topics, rights and schemas. Checked at
 * startup, and again after a failure.
 *
 * @param applicationId names the consumer group and the transactions
 */
public record ClusterPreconditions(
    Configuration configuration,
    String applicationId,
    ServiceTopics topics,
    ServiceSchemas schemas) {
  /** The longest pause between two checks of a missing broker or registry. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * Makes sure that the topics exist, and returns the size limits of those that are written.
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
      Map<String, Optional<TopicLimit>> limits = new HashMap<>();
      for (Output output : topics.outputs()) {
        limits.put(output.name(), cluster.limit(output.name()));
      }
      limits.put(topics.deadLetters(), cluster.limit(topics.deadLetters()));
      return limits;
    }
  }

  /**
   * The numbers of partitions of the topics that exist, internal ones included.
   *
   * @throws UserException if no broker answers
   */
  public Map<String, Integer> partitions() throws InterruptedException {
    List<String> all = new ArrayList<>(topics.all());
    all.addAll(topics.internal());
    Connection connection = new Connection(configuration);
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      return cluster.partitions(all);
    }
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
    cluster.requireApplication(topics, applicationId);
  }

  /**
   * Waits, after a failure, until all preconditions hold.
   *
   * @param others the service's own preconditions, checked last
   */
  public RestartBackoff backoff(RestartBackoff.Look others) {
    return new RestartBackoff(
        () -> {
          requireCluster();
          RegistryAccess.requireAgain(configuration, schemas);
          others.require();
        },
        pause -> Thread.sleep(pause.toMillis()),
        System::nanoTime,
        LONGEST_PAUSE);
  }

  /**
   * Detects a missing broker and stalled threads.
   *
   * @param settings of Kafka Streams
   */
  public StreamsSupervisor.Observers observers(
      Properties settings, HealthChecks checks, ThreadActivity activity) {
    return new StreamsSupervisor.Observers(
        new HeartbeatMonitor(ServiceSettings.sessionTimeout(settings)),
        new StalledThreadDetector(
            ServiceSettings.pollInterval(settings),
            checks::brokerAnswers,
            this::clusterInOrder,
            System::nanoTime),
        activity);
  }

  /** Ends transactions that killed instances left open. */
  public RebalanceTask abandonedTransactions(ThreadFactory threads) {
    Connection connection = new Connection(configuration);
    AbandonedTransactions abandoned =
        new AbandonedTransactions(
            connection.admin(), applicationId, connection.timeout(), topics.service());
    return new RebalanceTask(abandoned::end, Duration.ofSeconds(1), threads);
  }

  private ClusterCheck.NewTopics newTopics() {
    return new ClusterCheck.NewTopics(
        configuration.find(KafkaKeys.TOPIC_PARTITIONS).orElse(null),
        configuration.find(KafkaKeys.TOPIC_REPLICATION).map(Integer::shortValue).orElse(null));
  }
}
