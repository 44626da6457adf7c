package dev.arena.console.topics;

import dev.arena.cli.config.ConfigSources;
import dev.arena.console.ConsoleKeys;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.ServedTopics;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Topics of its own on a real cluster, and what tests of readers need around them. */
public final class TopicStage implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  public final String pairs;
  public final String preferences;
  public final String votes;
  public final String battles;
  public final String evaluation;
  public final String leaderboard;
  public final String deadLetters;
  public final String voteDeadLetters;

  private final LocalServers servers;
  private final Admin admin;
  private final SchemaRegistryClient registry;
  private final Map<String, Object> serializing;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<Class<?>, Serde<?>> serdes = new HashMap<>();

  public TopicStage(LocalServers servers) {
    this.servers = servers;
    String prefix = "console" + COUNT.incrementAndGet() + ".";
    pairs = prefix + "pairs";
    preferences = prefix + "preferences";
    votes = prefix + "votes";
    battles = prefix + "battles";
    evaluation = prefix + "evaluation";
    leaderboard = prefix + "leaderboard";
    deadLetters = prefix + "pairs.dlq";
    voteDeadLetters = prefix + "votes.dlq";
    Connection connection =
        connection(Map.of("arena.registry.register", "true", "arena.start.timeout", "1 m"));
    admin = Admin.create(connection.admin());
    serializing = connection.registry();
    registry = RegistryClients.open(serializing);
    producer = new KafkaProducer<>(connection.producer());
  }

  /** The keys of a console that reads these topics. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    settings.put("registry.url", servers.registry().url());
    settings.put("registry.max.retries", "0");
    settings.put("kafka.metadata.max.age.ms", "200");
    settings.put("arena.start.timeout", "2 s");
    settings.put("arena.topic.pairs", pairs);
    settings.put("arena.topic.preferences", preferences);
    settings.put("arena.topic.votes", votes);
    settings.put("arena.topic.battles", battles);
    settings.put("arena.topic.evaluation", evaluation);
    settings.put("arena.topic.leaderboard", leaderboard);
    settings.put("arena.topic.dlq", deadLetters);
    settings.put("arena.topic.votes.dlq", voteDeadLetters);
    return settings;
  }

  Connection connection(Map<String, String> more) {
    Map<String, String> settings = settings();
    settings.putAll(more);
    return new Connection(
        ConsoleKeys.table().resolve(ConfigSources.none().withCommandLine(settings)));
  }

  TopicReader.Source source(int recent) {
    return source(recent, Map.of());
  }

  TopicReader.Source source(int recent, Map<String, String> more) {
    Connection connection = connection(more);
    return new TopicReader.Source(connection, ConsoleTopics.of(connection.configuration()), recent);
  }

  public void createTopics(int partitions) throws Exception {
    create(partitions, pairs, preferences, votes, deadLetters, voteDeadLetters);
    create(partitions, battles, evaluation, leaderboard);
  }

  void create(int partitions, String... names) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(new NewTopic(name, partitions, (short) 1));
    }
    ServedTopics.create(admin, topics);
  }

  Admin admin() {
    return admin;
  }

  TopicReader read(int recent, TopicContents contents) {
    return read(source(recent), contents);
  }

  TopicReader read(TopicReader.Source source, TopicContents contents) {
    return read(source, contents, times(Clock.systemUTC(), System::nanoTime));
  }

  static TopicReader.Times times(InstantSource clock, LongSupplier nanoClock) {
    return new TopicReader.Times(
        Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofMillis(500), clock, nanoClock);
  }

  TopicReader read(TopicReader.Source source, TopicContents contents, TopicReader.Times times) {
    TopicReader reader = TopicReader.start(source, contents, times, Daemons.named("test-topics"));
    opened.add(reader);
    return reader;
  }

  public void send(String topic, String key, @Nullable SpecificRecord value) throws Exception {
    send(record(topic, 0, key, value));
  }

  ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String key, @Nullable SpecificRecord value) {
    return new ProducerRecord<>(
        topic,
        partition,
        null,
        key.getBytes(StandardCharsets.UTF_8),
        value == null ? null : bytes(topic, value));
  }

  /** Returns the offset. */
  long send(ProducerRecord<byte[], byte[]> record) throws Exception {
    return producer.send(record).get(1, TimeUnit.MINUTES).offset();
  }

  /** The number of offsets in all partitions of a topic. */
  long end(String topic) throws Exception {
    List<TopicPartitionInfo> partitions =
        admin
            .describeTopics(List.of(topic))
            .topicNameValues()
            .get(topic)
            .get(1, TimeUnit.MINUTES)
            .partitions();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(
        each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
    return admin.listOffsets(wanted).all().get(1, TimeUnit.MINUTES).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** Sends a record without waiting for the broker; {@link #flush} waits. */
  void sendLater(ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  void flush() {
    producer.flush();
  }

  KafkaProducer<byte[], byte[]> transactionalProducer() {
    Map<String, Object> settings = connection(Map.of()).producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, pairs);
    KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(settings);
    opened.add(transactional);
    transactional.initTransactions();
    return transactional;
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> byte[] bytes(String topic, T value) {
    Serde<T> serde =
        (Serde<T>)
            serdes.computeIfAbsent(
                value.getClass(), type -> ArenaSerdes.of((Class<T>) type, registry, serializing));
    return serde.serializer().serialize(topic, value);
  }

  static TopicTraffic traffic(TopicContents contents, String topic) {
    return contents.monitor().traffic(Instant.now()).stream()
        .filter(each -> each.topic().equals(topic))
        .findFirst()
        .orElseThrow();
  }

  static void await(TopicContents contents, Callable<Boolean> condition) throws Exception {
    Eventually.holds(condition, () -> contents.monitor().traffic(Instant.now()).toString());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    producer.close();
    admin.close();
    try {
      registry.close();
    } catch (IOException ignored) {
      // a test may have stopped it
    }
  }
}
