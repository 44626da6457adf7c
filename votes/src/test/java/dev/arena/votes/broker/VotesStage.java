package dev.arena.votes.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.ServedTopics;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.config.VotesKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;

/** The topics and the votes service of a single test, on servers that many tests share. */
final class VotesStage implements AutoCloseable {
  static final int PARTITIONS = 3;

  final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
  final String votes = name + ".votes";
  final String preferences = name + ".preferences";
  final String battles = name + ".battles";
  final String evaluation = name + ".evaluation";
  final String leaderboard = name + ".leaderboard";
  final String history = name + ".leaderboard.history";
  final String deadLetters = name + ".votes.dlq";

  private final LocalServers servers;
  private final Path folder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serde<Vote> voteSerde;
  private final Serde<Preference> preferenceSerde;
  private final Serde<Battle> battleSerde;
  private final Serde<LiveEvaluation> evaluationSerde;
  private final Serde<Leaderboard> leaderboardSerde;

  /**
   * @param folder of the state
   */
  VotesStage(LocalServers servers, Path folder) {
    this.servers = servers;
    this.folder = folder;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Map<String, Object> registry =
        Map.of("schema.registry.url", servers.registry().url(), "auto.register.schemas", true);
    this.voteSerde = ArenaSerdes.votes(registry);
    this.preferenceSerde = ArenaSerdes.preferences(registry);
    this.battleSerde = ArenaSerdes.battles(registry);
    this.evaluationSerde = ArenaSerdes.evaluations(registry);
    this.leaderboardSerde = ArenaSerdes.leaderboards(registry);
  }

  /** The service's settings for --set; it creates its topics. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    settings.put("registry.url", servers.registry().url());
    settings.put("arena.votes.application.id", name);
    settings.put("arena.topic.votes", votes);
    settings.put("arena.topic.preferences", preferences);
    settings.put("arena.topic.battles", battles);
    settings.put("arena.topic.evaluation", evaluation);
    settings.put("arena.topic.leaderboard", leaderboard);
    settings.put("arena.topic.leaderboard.history", history);
    settings.put("arena.topic.votes.dlq", deadLetters);
    settings.put("arena.topic.create", "true");
    settings.put("arena.topic.partitions", String.valueOf(PARTITIONS));
    settings.put("arena.registry.register", "true");
    settings.put("arena.http.port", "off");
    settings.put("arena.start.timeout", "5 m"); // the machine may be busy
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    return settings;
  }

  Configuration configuration(Map<String, String> more) {
    Map<String, String> all = settings();
    all.putAll(more);
    return VotesKeys.table().resolve(ConfigSources.none().withCommandLine(all));
  }

  /** Starts the service in this JVM and waits until it is ready. */
  VotesApplication start(Map<String, String> more) throws InterruptedException {
    VotesApplication service = VotesApplication.start(configuration(more));
    try {
      service.awaitReady(Eventually.TIMEOUT);
      return service;
    } catch (RuntimeException failed) {
      service.close();
      throw failed;
    }
  }

  static Preference preference(String pairId) {
    return Preference.newBuilder()
        .setId(pairId)
        .setWinnerModelA(0.5)
        .setWinnerModelB(0.3)
        .setWinnerTie(0.2)
        .setModel("tiny@1")
        .setTokens(10)
        .setTruncated(false)
        .setScoredAt(Instant.now())
        .setModelA("model-a")
        .setModelB("model-b")
        .build();
  }

  static Vote vote(String pairId, String voter) {
    return Vote.newBuilder()
        .setPairId(pairId)
        .setOutcome(VoteOutcome.A)
        .setVoter(voter)
        .setVotedAt(Instant.now())
        .build();
  }

  static Vote withdrawal(String pairId, String voter) {
    return Vote.newBuilder(vote(pairId, voter)).setOutcome(VoteOutcome.WITHDRAWN).build();
  }

  ProducerRecord<byte[], byte[]> record(Preference preference) {
    return new ProducerRecord<>(
        preferences, null, preferenceSerde.serializer().serialize(preferences, preference));
  }

  ProducerRecord<byte[], byte[]> record(Vote vote) {
    return new ProducerRecord<>(votes, null, voteSerde.serializer().serialize(votes, vote));
  }

  Battle battle(ConsumerRecord<byte[], byte[]> record) {
    return battleSerde.deserializer().deserialize(record.topic(), record.value());
  }

  /** The current sums of each key, as its text. */
  Map<String, LiveEvaluation> evaluations() {
    Map<String, LiveEvaluation> current = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(evaluation, 0)) {
      current.put(
          new String(record.key(), UTF_8),
          evaluationSerde.deserializer().deserialize(evaluation, record.value()));
    }
    return current;
  }

  /** The current boards of a topic by the text of their key. */
  Map<String, Leaderboard> leaderboards(String topic) {
    Map<String, Leaderboard> current = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topic, 0)) {
      String key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        current.remove(key);
      } else {
        current.put(key, leaderboardSerde.deserializer().deserialize(topic, record.value()));
      }
    }
    return current;
  }

  /** Writes records, and waits until all are written. */
  void produce(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    for (Future<RecordMetadata> one : sent) {
      one.get(Eventually.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()));
  }

  /** Creates the topics, with other settings for some of them. */
  void createTopics(Map<String, Map<String, String>> settings) throws Exception {
    Map<String, Map<String, String>> all = new HashMap<>();
    List.of(votes, preferences, deadLetters).forEach(topic -> all.put(topic, Map.of()));
    List.of(battles, evaluation, leaderboard, history)
        .forEach(topic -> all.put(topic, Map.of("cleanup.policy", "compact")));
    all.putAll(settings);
    List<NewTopic> topics = new ArrayList<>();
    all.forEach(
        (topic, given) -> topics.add(new NewTopic(topic, PARTITIONS, (short) 1).configs(given)));
    try (Admin admin = admin()) {
      ServedTopics.create(admin, topics);
    }
  }

  /**
   * Reads committed records from the beginning until there are {@code count}, and then to the end,
   * so that one too many would be seen.
   */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
      poll(consumer, records, () -> records.size() >= count);
      consumer.poll(Duration.ofMillis(300)).forEach(records::add);
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      poll(
          consumer,
          records,
          () -> ends.keySet().stream().allMatch(p -> consumer.position(p) >= ends.get(p)));
    }
    return records;
  }

  private static void poll(
      KafkaConsumer<byte[], byte[]> consumer,
      List<ConsumerRecord<byte[], byte[]>> records,
      BooleanSupplier enough) {
    long deadline = System.nanoTime() + Eventually.TIMEOUT.toNanos();
    while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
      consumer.poll(Duration.ofMillis(20)).forEach(records::add);
    }
  }

  /** A consumer at the beginning of all partitions. */
  private KafkaConsumer<byte[], byte[]> consumer(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** What the service answers at a path. */
  static String get(VotesApplication service, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.httpPort().orElseThrow() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    producer.close();
    voteSerde.close();
    preferenceSerde.close();
    battleSerde.close();
    evaluationSerde.close();
    leaderboardSerde.close();
  }
}
