package dev.arena.kafka.client;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.config.ClientKeys;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.RegistrySettings;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.kafka.config.ServiceSchemas.Subject;
import dev.arena.kafka.config.TopicNames;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A cluster with its schema registry, and the client settings for both. Opens no connection itself.
 *
 * @param configuration made with a table of {@link KafkaKeys}
 */
public record Connection(Configuration configuration) {
  /** The largest request that Arena's own producers send, before compression. */
  public static final int MAX_REQUEST_BYTES = 32 << 20;

  private static final String PRODUCER = "producer.";
  private static final String CONSUMER = "consumer.";
  private static final String ADMIN = "admin.";
  private static final List<String> CLIENT_PREFIXES =
      List.of(PRODUCER, CONSUMER, ADMIN, "main.consumer.", "restore.consumer.", "global.consumer.");
  private static final int DELIVERY_TIMEOUT_MILLIS = 60_000;

  /** A connection to these addresses, with defaults for everything else. */
  public static Connection to(String bootstrapServers, String registryUrl) {
    return new Connection(
        KafkaKeys.table()
            .resolve(
                ConfigSources.none()
                    .withCommandLine(
                        Map.of(
                            KafkaKeys.BOOTSTRAP_SERVERS.name(), bootstrapServers,
                            KafkaKeys.REGISTRY_URL.name(), registryUrl))));
  }

  /** The brokers' addresses, for messages. */
  public String address() {
    return configuration.get(KafkaKeys.BOOTSTRAP_SERVERS);
  }

  /** How long the broker and the registry may take to answer. */
  public Duration timeout() {
    return configuration.get(KafkaKeys.START_TIMEOUT);
  }

  /**
   * The three topics.
   *
   * @throws UsageException if two of them are the same
   */
  public TopicNames topics() {
    TopicNames topics =
        new TopicNames(
            configuration.get(KafkaKeys.TOPIC_PAIRS),
            configuration.get(KafkaKeys.TOPIC_PREFERENCES),
            configuration.get(KafkaKeys.TOPIC_DEAD_LETTERS));
    if (Set.copyOf(topics.all()).size() < topics.all().size()) {
      throw new UsageException(
          "arena.topic.pairs is %s, arena.topic.preferences %s, and arena.topic.dlq %s; expected three topics. Give each a different name."
              .formatted(topics.pairs(), topics.preferences(), topics.deadLetters()));
    }
    return topics;
  }

  /**
   * The topic of votes.
   *
   * @throws UsageException if it is one of the three others
   */
  public String votesTopic() {
    String votes = configuration.get(KafkaKeys.TOPIC_VOTES);
    if (topics().all().contains(votes)) {
      throw new UsageException(
          "arena.topic.votes is %s, which is also the topic of pairs, preferences or dead letters; expected a topic of its own. Give it a different name."
              .formatted(votes));
    }
    return votes;
  }

  /** Settings for Arena's serdes. */
  public Map<String, Object> registry() {
    return RegistrySettings.of(configuration);
  }

  /** Settings of an admin client. */
  public Map<String, Object> admin() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout().toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout().toMillis());
    settings.putAll(given(ADMIN));
    return settings;
  }

  /** Settings of an idempotent producer of bytes that waits for all replicas. */
  public Map<String, Object> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout().toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
    settings.putAll(given(PRODUCER));
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }

  /** Settings of a consumer of bytes, without a group, that sees only committed records. */
  public Map<String, Object> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout().toMillis());
    settings.putAll(given(CONSUMER));
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }

  /**
   * Makes sure that a broker answers and has these topics, and that this user has these rights.
   *
   * @throws dev.arena.schemas.failure.UserException naming the address and the timeout, or every
   *     right that is missing
   */
  public void requireTopics(Map<String, AclOperation> uses) throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(admin(), timeout())) {
      cluster.requireRights(uses);
      cluster.requireTopics(List.copyOf(new TreeSet<>(uses.keySet())));
    }
  }

  /**
   * Makes sure that the registry answers and knows the schema of pairs. Registers Arena's schemas
   * first if {@code arena.registry.register} is set.
   *
   * @throws dev.arena.schemas.failure.UserException naming the address and the timeout
   */
  public void requirePairsSchema() {
    require(topics().schemas(), topics().schemas().read());
  }

  /**
   * Makes sure that the registry answers and knows the schema of votes. Registers it first if
   * {@code arena.registry.register} is set.
   *
   * @throws dev.arena.schemas.failure.UserException naming the address and the timeout
   */
  public void requireVotesSchema() {
    ServiceSchemas votes =
        new ServiceSchemas(
            List.of(),
            List.of(new Subject(votesTopic(), KafkaKeys.TOPIC_VOTES, ArenaSerdes.voteSchema())));
    require(votes, votes.written());
  }

  private void require(ServiceSchemas schemas, List<Subject> needed) {
    try (SchemaRegistryClient client = RegistryClients.open(registry())) {
      RegistryCheck check =
          new RegistryCheck(
              client, configuration.get(KafkaKeys.REGISTRY_URL).toString(), timeout());
      if (configuration.get(KafkaKeys.REGISTRY_REGISTER)) {
        check.register(schemas);
      }
      needed.forEach(check::require);
    } catch (IOException onlyFromClosing) {
      throw new UncheckedIOException(onlyFromClosing);
    }
  }

  /**
   * The configured settings of one kind of client: the settings for all clients, overridden by
   * those with its prefix. Leaves out settings that only Kafka Streams has.
   */
  private Map<String, Object> given(String prefix) {
    Set<String> streamsOnly = new HashSet<>(StreamsConfig.configDef().names());
    streamsOnly.removeAll(ProducerConfig.configNames());
    streamsOnly.removeAll(ConsumerConfig.configNames());
    Map<String, Object> settings = new HashMap<>();
    Map<String, Object> ofThisClient = new HashMap<>();
    ClientKeys.kafka(configuration)
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                ofThisClient.put(name.substring(prefix.length()), value);
              } else if (!hasClientPrefix(name) && !streamsOnly.contains(name)) {
                settings.put(name, value);
              }
            });
    settings.putAll(ofThisClient);
    return settings;
  }

  private static boolean hasClientPrefix(String name) {
    return CLIENT_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
