package dev.arena.kafka.cluster;

import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.InputTimestamps;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.kafka.config.ServiceTopics.SamePartitions;
import dev.arena.schemas.failure.UserException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks, before a stream starts, that a broker answers, that the topics exist (or are created),
 * and that they fit together. For use by one thread.
 */
public final class ClusterCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);

  private final Admin admin;
  private final String address;
  private final BrokerAnswers answers;
  private final TopicLimits limits;
  private final TopicCreation creation;

  private ClusterCheck(Admin admin, String address, Duration timeout) {
    this.admin = admin;
    this.address = address;
    this.answers = new BrokerAnswers(address, timeout);
    this.limits = new TopicLimits(admin, answers);
    this.creation = new TopicCreation(admin, answers);
  }

  /**
   * Connects to a cluster.
   *
   * @param clients settings of Kafka's clients, including {@code bootstrap.servers}
   * @param timeout how long the broker may take to answer
   * @throws UserException if no broker answers
   */
  public static ClusterCheck connect(Map<String, Object> clients, Duration timeout)
      throws InterruptedException {
    return connect(clients, timeout, "arena-start");
  }

  /**
   * Like {@link #connect(Map, Duration)}, but with a client name.
   *
   * @param clientName the client's name in the broker's log and JMX; a client that stays open for a
   *     long time has its own name
   */
  public static ClusterCheck connect(
      Map<String, Object> clients, Duration timeout, String clientName)
      throws InterruptedException {
    String address = String.valueOf(clients.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientName);
    ClusterCheck check;
    try {
      check = new ClusterCheck(Admin.create(settings), address, timeout);
    } catch (KafkaException refused) {
      List<String> unknown = unknownHosts(address);
      if (!unknown.isEmpty()) {
        throw new UserException(
            "unknown host %s; expected names in kafka.bootstrap.servers (%s) that this machine can look up. Check the names' spelling and this machine's DNS."
                .formatted(String.join(", ", unknown), address),
            refused);
      }
      Throwable reason = refused.getCause() == null ? refused : refused.getCause();
      throw new UserException(
          "Kafka's client refuses its settings for %s: %s. Check kafka.bootstrap.servers and the other keys under kafka."
              .formatted(address, reason.getMessage()),
          refused);
    }
    try {
      check.requireAnswer();
      return check;
    } catch (RuntimeException | InterruptedException failed) {
      check.close();
      throw failed;
    }
  }

  /**
   * Returns the hosts that this machine cannot resolve.
   *
   * @param servers host:port,...
   */
  private static List<String> unknownHosts(String servers) {
    List<String> unknown = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      String host = Utils.getHost(server.strip());
      if (host != null && !isKnown(host)) {
        unknown.add(host);
      }
    }
    return unknown;
  }

  private static boolean isKnown(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress() != null;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /**
   * Makes sure that a broker answers. Needs no rights.
   *
   * @throws UserException if none does
   */
  public void requireAnswer() throws InterruptedException {
    answers.get(admin.describeCluster().clusterId(), "say which cluster it belongs to");
  }

  /**
   * Creates the topics that are missing. An output may get as many partitions as an input, and the
   * topic of dead letters a somewhat larger size limit than the inputs.
   *
   * @throws UserException if the cluster refuses
   */
  public void createMissing(ServiceTopics topics, NewTopics wanted) throws InterruptedException {
    requireAllRights(uses(topics));
    Map<String, Integer> partitions = partitions(topics.all());
    for (String input : topics.inputs()) {
      if (!partitions.containsKey(input)) {
        partitions.put(input, creation.create(input, wanted, Map.of()));
      }
    }
    for (Output output : topics.outputs()) {
      if (!partitions.containsKey(output.name())) {
        SamePartitions same = output.partitions();
        NewTopics sameCount =
            same == null
                ? wanted
                : new NewTopics(partitions.get(same.input()), wanted.replication());
        creation.create(output.name(), sameCount, settings(output.cleanup()));
      }
    }
    if (!partitions.containsKey(topics.deadLetters())) {
      creation.create(topics.deadLetters(), wanted, limits.forDeadLetters(topics.inputs()));
    }
  }

  private static Map<String, String> settings(Cleanup cleanup) {
    return switch (cleanup) {
      case DELETE -> Map.of();
      case COMPACT -> Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    };
  }

  /**
   * Makes sure that this user has the rights that a service needs on the topics, its group and its
   * transactions.
   *
   * @throws UserException naming every right that is missing
   */
  public void requireRights(ServiceTopics topics, String application) throws InterruptedException {
    requireAllRights(uses(topics));
    requireApplication(topics, application);
  }

  /** The topics that do not exist. */
  public List<String> missing(List<String> topics) throws InterruptedException {
    Map<String, Integer> found = partitions(topics);
    return topics.stream().filter(topic -> !found.containsKey(topic)).toList();
  }

  /**
   * Makes sure that the topics exist, that the service may use them, and that they fit together.
   *
   * @throws UserException if a topic or a right is missing, or if the numbers of partitions differ
   */
  public void requireTopics(ServiceTopics topics) throws InterruptedException {
    requireAllRights(uses(topics));
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
    requireUsable(topics);
    limits.warnOfTightDeadLetters(topics);
  }

  /**
   * Makes sure that the existing topics fit together and that the service can write to them;
   * missing ones would be created at startup. Does not check rights.
   */
  public void requireExisting(ServiceTopics topics) throws InterruptedException {
    requireEqual(topics, partitions(topics.all()));
    requireUsable(topics);
  }

  /**
   * Makes sure that topics exist, for a command that only reads or writes them.
   *
   * @throws UserException if one is missing
   */
  public void requireTopics(List<String> topics) throws InterruptedException {
    List<String> missing = missing(topics);
    if (!missing.isEmpty()) {
      throw new UserException(
          "no topic %s on %s; expected topics that a service has created. %s, create the topics, or name others with --set arena.topic.pairs=... and the like."
              .formatted(String.join(", ", missing), address, StartAdvice.forMissingTopics()));
    }
  }

  /** The size limit of a topic; empty if this user may not read its settings. */
  public Optional<TopicLimit> limit(String topic) throws InterruptedException {
    return limits.of(topic);
  }

  /**
   * Whether a topic keeps the last record per key; false if this user may not read its settings.
   */
  public boolean isCompacted(String topic) throws InterruptedException {
    return limits.settings(topic).filter(TopicSettings::isCompacted).isPresent();
  }

  /**
   * How long a topic keeps its records, {@link Long#MAX_VALUE} milliseconds if forever; empty if
   * this user may not read its settings.
   */
  public Optional<Duration> retention(String topic) throws InterruptedException {
    return limits.settings(topic).map(settings -> Duration.ofMillis(settings.retention()));
  }

  /**
   * Kafka's id of a topic, which changes when the topic is recreated; empty if it does not exist.
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
   * Creates a compacted topic with one partition unless it exists.
   *
   * @throws UserException if the cluster refuses
   */
  public void createCompacted(String topic) throws InterruptedException {
    if (!partitions(List.of(topic)).containsKey(topic)) {
      creation.create(topic, new NewTopics(1, null), settings(Cleanup.COMPACT));
    }
  }

  /**
   * Makes sure that this user has the given right on each topic. Skips topics that do not exist,
   * and skips the check if the broker is too old to answer.
   *
   * @throws UserException naming every right that is missing
   */
  public void requireRights(Map<String, AclOperation> uses) throws InterruptedException {
    Map<String, Set<AclOperation>> sets = new HashMap<>();
    uses.forEach((topic, use) -> sets.put(topic, Set.of(use)));
    requireAllRights(sets);
  }

  private void requireAllRights(Map<String, Set<AclOperation>> uses) throws InterruptedException {
    new RightsCheck(admin, answers).requireTopics(uses);
  }

  /**
   * Makes sure that this user may use the group, the transactions and the internal topics of an
   * application.
   *
   * @throws UserException naming the right that is missing
   */
  public void requireApplication(ServiceTopics topics, String application)
      throws InterruptedException {
    RightsCheck rights = new RightsCheck(admin, answers);
    rights.requireApplication(application);
    rights.requireInternal(topics.internal());
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
  public record NewTopics(@Nullable Integer partitions, @Nullable Short replication) {}

  private static Map<String, Set<AclOperation>> uses(ServiceTopics topics) {
    Map<String, Set<AclOperation>> uses = new HashMap<>();
    topics.inputs().forEach(input -> uses.put(input, Set.of(AclOperation.READ)));
    topics.outputs().forEach(output -> uses.put(output.name(), uses(output)));
    uses.put(topics.deadLetters(), Set.of(AclOperation.WRITE));
    return uses;
  }

  private static Set<AclOperation> uses(Output output) {
    return output.read()
        ? Set.of(AclOperation.READ, AclOperation.WRITE)
        : Set.of(AclOperation.WRITE);
  }

  /** Makes sure that the settings of the topics suit the service; skips those it may not read. */
  private void requireUsable(ServiceTopics topics) throws InterruptedException {
    List<TopicSettings> inputs = new ArrayList<>();
    for (String input : topics.inputs()) {
      Optional<TopicSettings> settings = limits.settings(input);
      settings.ifPresent(inputs::add);
      if (topics.timestamps() == InputTimestamps.OF_PRODUCERS
          && settings.isPresent()
          && !settings.get().keepsTimestamps()) {
        throw new UserException(
            "topic %s has %s=LogAppendTime; expected CreateTime, because %s needs the timestamps of the producers. Change it: kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s=CreateTime"
                .formatted(
                    input,
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    topics.service().the(),
                    address,
                    input,
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
      }
    }
    WritableTopics writable = new WritableTopics(address, topics.service(), inputs);
    for (Output output : topics.outputs()) {
      requireWritable(writable, output);
    }
    requireWritable(
        writable,
        new Output(topics.deadLetters(), Cleanup.DELETE, TopicLimits.DEAD_LETTER_HEADERS));
  }

  private void requireWritable(WritableTopics writable, Output output) throws InterruptedException {
    Optional<TopicSettings> settings = limits.settings(output.name());
    TopicDescription description = describe(List.of(output.name())).get(output.name());
    if (settings.isPresent() && description != null) {
      int replicas =
          description.partitions().stream()
              .mapToInt(partition -> partition.replicas().size())
              .min()
              .orElse(1);
      writable.require(output, settings.get(), replicas);
    }
  }

  /** The number of partitions of each topic that exists. */
  public Map<String, Integer> partitions(List<String> topics) throws InterruptedException {
    Map<String, Integer> found = new TreeMap<>();
    describe(topics)
        .forEach((topic, description) -> found.put(topic, description.partitions().size()));
    return found;
  }

  /** The topics that exist, sorted by name. */
  private Map<String, TopicDescription> describe(Collection<String> topics)
      throws InterruptedException {
    Map<String, TopicDescription> found = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        found.put(
            topic.getKey(), answers.get(topic.getValue(), "describe topic " + topic.getKey()));
      } catch (UnknownTopicOrPartitionException missing) {
        LOG.debug("Topic {} does not exist", topic.getKey());
      }
    }
    return found;
  }

  /** Skips topics that do not exist. */
  private void requireEqual(ServiceTopics topics, Map<String, Integer> partitions) {
    for (Output output : topics.outputs()) {
      SamePartitions same = output.partitions();
      if (same != null
          && partitions.containsKey(output.name())
          && partitions.containsKey(same.input())) {
        requireEqual(output.name(), same, partitions);
      }
    }
  }

  private void requireEqual(String output, SamePartitions same, Map<String, Integer> partitions) {
    int wanted = partitions.getOrDefault(same.input(), 0);
    int found = partitions.getOrDefault(output, 0);
    if (wanted != found) {
      throw new UserException(
          "topic %s has %d partitions and %s has %d; expected equal numbers, because %s. %s"
              .formatted(
                  same.input(),
                  wanted,
                  output,
                  found,
                  same.reason(),
                  wanted > found
                      ? "Add partitions: kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
                          .formatted(address, output, wanted)
                      : "Recreate %s with %d partitions, or name another topic with %s."
                          .formatted(output, wanted, same.key().name())));
    }
  }
}
