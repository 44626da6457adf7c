package dev.arena.streamer.cluster;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.topology.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the cluster before a stream starts: a broker answers, the topics are there (or are
 * created), and pairs and preferences have equally many partitions. Used once, by one thread.
 */
public final class ClusterCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);
  private static final String MESSAGE_BYTES = "max.message.bytes";

  /** What a dead letter's headers add to its record, and some room. */
  private static final long DEAD_LETTER_HEADERS = 16_384;

  private final Admin admin;
  private final String address;
  private final Duration patience;
  private final BrokerAnswers answers;

  private ClusterCheck(Admin admin, String address, Duration patience) {
    this.admin = admin;
    this.address = address;
    this.patience = patience;
    this.answers = new BrokerAnswers(address, patience);
  }

  /**
   * Connects to a cluster.
   *
   * @param clients settings of Kafka's clients, {@code bootstrap.servers} among them
   * @param patience how long the broker may take to answer
   * @throws UserException when none of the brokers answers
   */
  public static ClusterCheck connect(Map<String, Object> clients, Duration patience)
      throws InterruptedException {
    String address = String.valueOf(clients.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "arena-start");
    ClusterCheck check;
    try {
      check = new ClusterCheck(Admin.create(settings), address, patience);
    } catch (KafkaException refused) {
      Throwable reason = refused.getCause() == null ? refused : refused.getCause();
      throw new UserException(
          "Kafka's client refuses its settings for %s: %s. Check kafka.bootstrap.servers and the other keys under kafka."
              .formatted(address, reason.getMessage()),
          refused);
    }
    try {
      check.answers.get(check.admin.describeCluster().clusterId(), "say which cluster it is");
      return check;
    } catch (RuntimeException | InterruptedException failed) {
      check.close();
      throw failed;
    }
  }

  /**
   * Creates those of the three topics that are missing; preferences get as many partitions as
   * pairs, and dead letters may be somewhat larger than pairs.
   *
   * @throws UserException when the cluster refuses
   */
  public void createMissing(TopicNames topics, NewTopics wanted) throws InterruptedException {
    requireRights(usesOfScorer(topics));
    Map<String, Integer> partitions = partitions(topics.all());
    createOne(topics.pairs(), wanted, Map.of(), partitions);
    NewTopics sameCount = new NewTopics(partitions.get(topics.pairs()), wanted.replication());
    createOne(topics.preferences(), sameCount, Map.of(), partitions);
    if (!partitions.containsKey(topics.deadLetters())) {
      createOne(topics.deadLetters(), wanted, roomFor(topics.pairs()), partitions);
    }
  }

  /**
   * Makes sure that the three topics are there, may be used by a scorer, and fit together.
   *
   * @throws UserException when a topic or a right is missing, or partitions differ
   */
  public void requireTopics(TopicNames topics) throws InterruptedException {
    requireRights(usesOfScorer(topics));
    Map<String, Integer> partitions = partitions(topics.all());
    List<String> missing =
        topics.all().stream().filter(topic -> !partitions.containsKey(topic)).toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          "no topic %s on %s; expected %s to exist. Create %s, or pass --set arena.topic.create=true."
              .formatted(
                  String.join(", ", missing),
                  address,
                  String.join(", ", topics.all()),
                  missing.size() == 1 ? "it" : "them"));
    }
    requireEqual(topics, partitions);
    warnOfTightDeadLetters(topics);
  }

  /**
   * Makes sure that topics are there, for a command that only reads or writes them.
   *
   * @throws UserException when one is missing
   */
  public void requireTopics(List<String> topics) throws InterruptedException {
    Map<String, Integer> found = partitions(topics);
    List<String> missing = topics.stream().filter(topic -> !found.containsKey(topic)).toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          "no topic %s on %s; expected the topics of a scorer. Start one (./arena up), create the topics, or name others with --set arena.topic.pairs=... and the like."
              .formatted(String.join(", ", missing), address));
    }
  }

  /** {@code max.message.bytes} of a topic; empty when this user may not read it. */
  public OptionalLong largestMessage(String topic) throws InterruptedException {
    try {
      return OptionalLong.of(messageBytes(topic));
    } catch (KafkaException | UserException notAllowed) {
      LOG.debug("The settings of topic {} could not be read", topic, notAllowed);
      return OptionalLong.empty();
    }
  }

  /**
   * Kafka's id of a topic, another one for each time that it is created; empty when it is not
   * there.
   */
  public Optional<Uuid> topicId(String topic) throws InterruptedException {
    try {
      return Optional.ofNullable(
              answers
                  .get(
                      admin.describeTopics(List.of(topic)).allTopicNames(),
                      "describe topic " + topic)
                  .get(topic))
          .map(TopicDescription::topicId);
    } catch (UnknownTopicOrPartitionException missing) {
      return Optional.empty();
    }
  }

  /**
   * Creates a topic that keeps the last record of each key for good, if it is not there.
   *
   * @throws UserException when the cluster refuses
   */
  public void createCompacted(String topic) throws InterruptedException {
    createOne(
        topic,
        new NewTopics(1, null),
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT),
        partitions(List.of(topic)));
  }

  /**
   * Makes sure that this user may do something to each of some topics; topics that do not exist are
   * passed over, and so is everything when the broker is too old to say.
   *
   * @throws UserException naming every right that is missing
   */
  public void requireRights(Map<String, AclOperation> uses) throws InterruptedException {
    new RightsCheck(admin, answers).requireTopics(uses);
  }

  /**
   * Makes sure that this user may use the group and the transactions of an application.
   *
   * @throws UserException naming the right that is missing
   */
  public void requireApplication(String application) throws InterruptedException {
    new RightsCheck(admin, answers).requireApplication(application);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  /**
   * How missing topics are created.
   *
   * @param partitions null for the broker's default
   * @param replication null for the broker's default
   */
  public record NewTopics(@Nullable Integer partitions, @Nullable Short replication) {
    private NewTopic named(String topic) {
      return new NewTopic(topic, Optional.ofNullable(partitions), Optional.ofNullable(replication));
    }
  }

  private static Map<String, AclOperation> usesOfScorer(TopicNames topics) {
    return Map.of(
        topics.pairs(), AclOperation.READ,
        topics.preferences(), AclOperation.WRITE,
        topics.deadLetters(), AclOperation.WRITE);
  }

  private Map<String, String> roomFor(String pairs) throws InterruptedException {
    try {
      return Map.of(MESSAGE_BYTES, String.valueOf(messageBytes(pairs) + DEAD_LETTER_HEADERS));
    } catch (KafkaException | UserException notAllowed) {
      LOG.debug("The settings of topic {} could not be read", pairs, notAllowed);
      return Map.of();
    }
  }

  private void createOne(
      String topic, NewTopics wanted, Map<String, String> settings, Map<String, Integer> partitions)
      throws InterruptedException {
    if (partitions.containsKey(topic)) {
      return;
    }
    try {
      answers.get(
          admin.createTopics(List.of(wanted.named(topic).configs(settings))).all(),
          "create topic " + topic);
      LOG.info("Created topic {}", topic);
    } catch (TopicExistsException anotherScorerWasFaster) {
      LOG.debug("Topic {} exists by now", topic);
    }
    partitions.put(topic, new TopicReadiness(admin, patience).await(topic));
  }

  private Map<String, Integer> partitions(List<String> topics) throws InterruptedException {
    Map<String, Integer> found = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        TopicDescription description =
            answers.get(topic.getValue(), "describe topic " + topic.getKey());
        found.put(topic.getKey(), description.partitions().size());
      } catch (UnknownTopicOrPartitionException missing) {
        LOG.debug("Topic {} does not exist", topic.getKey());
      }
    }
    return found;
  }

  private void requireEqual(TopicNames topics, Map<String, Integer> partitions) {
    int pairs = partitions.getOrDefault(topics.pairs(), 0);
    int preferences = partitions.getOrDefault(topics.preferences(), 0);
    if (pairs != preferences) {
      throw new UserException(
          "topic %s has %d partitions and %s has %d; expected equally many, because a preference goes to the partition number of its pair. %s"
              .formatted(
                  topics.pairs(),
                  pairs,
                  topics.preferences(),
                  preferences,
                  pairs > preferences
                      ? "Add partitions: kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
                          .formatted(address, topics.preferences(), pairs)
                      : "Create %s anew with %d partitions, or name another topic with arena.topic.preferences."
                          .formatted(topics.preferences(), pairs)));
    }
  }

  /** A dead letter that would not fit its topic is written without its value. */
  private void warnOfTightDeadLetters(TopicNames topics) throws InterruptedException {
    try {
      long most = messageBytes(topics.pairs());
      long taken = messageBytes(topics.deadLetters());
      if (taken < most + DEAD_LETTER_HEADERS) {
        LOG.warn(
            "Topic {} takes records of {} bytes and {} of {}; raise {} of the latter to {} or more, or a large pair that cannot be scored is a dead letter without its value",
            topics.pairs(),
            most,
            topics.deadLetters(),
            taken,
            MESSAGE_BYTES,
            most + DEAD_LETTER_HEADERS);
      }
    } catch (KafkaException | UserException notAllowed) {
      LOG.debug("The topics' settings could not be read", notAllowed);
    }
  }

  private long messageBytes(String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    String text =
        answers
            .get(admin.describeConfigs(List.of(resource)).all(), "describe topic " + topic)
            .values()
            .iterator()
            .next()
            .get(MESSAGE_BYTES)
            .value();
    return Long.parseLong(text);
  }
}
