package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.ServedTopics;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.StreamerMain;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.tail.TailCommand;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
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
import org.assertj.core.api.AbstractThrowableAssert;

/** The topics and the scorer of a single test, on servers that many tests share. */
final class Stage implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** Threads beside a test: a shared pool may have none left while other classes run. */
  static final Executor THREADS = task -> new Thread(task).start();

  static final Duration TIMEOUT = Eventually.TIMEOUT;

  final String pairs;
  final String preferences;
  final String deadLetters;
  final String votes;

  private final LocalServers servers;
  private final Path bundle;
  private final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serde<ConversationPair> pairSerde;
  private final Serde<Preference> preferenceSerde;
  private final Serde<Vote> voteSerde;

  Stage(LocalServers servers, Path bundle) {
    this.servers = servers;
    this.bundle = bundle;
    this.pairs = name + ".pairs";
    this.preferences = name + ".preferences";
    this.deadLetters = name + ".pairs.dlq";
    this.votes = name + ".votes";
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "max.request.size",
                16 << 20,
                "linger.ms",
                5,
                "max.block.ms",
                TIMEOUT.toMillis(),
                "delivery.timeout.ms",
                (int) TIMEOUT.toMillis()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Map<String, Object> registry =
        Map.of("schema.registry.url", servers.registry().url(), "auto.register.schemas", true);
    this.pairSerde = ArenaSerdes.pairs(registry);
    this.preferenceSerde = ArenaSerdes.preferences(registry);
    this.voteSerde = ArenaSerdes.votes(registry);
  }

  /** A scorer's settings for --set; it creates its topics with four partitions. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    settings.put("registry.url", servers.registry().url());
    settings.put("arena.bundle", bundle.toString());
    settings.put("arena.device", "cpu");
    settings.put("arena.application.id", name);
    settings.put("arena.topic.pairs", pairs);
    settings.put("arena.topic.preferences", preferences);
    settings.put("arena.topic.dlq", deadLetters);
    settings.put("arena.topic.votes", votes);
    settings.put("arena.topic.create", "true");
    settings.put("arena.topic.partitions", "4");
    settings.put("arena.registry.register", "true");
    settings.put("arena.http.port", "off");
    settings.put("arena.start.timeout", "5 m"); // the machine may be busy
    settings.put("kafka.state.dir", bundle.resolveSibling("state").toString());
    return settings;
  }

  Configuration configuration(Map<String, String> more) {
    Map<String, String> all = settings();
    all.putAll(more);
    return StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(all));
  }

  /** Writes a scorer's settings to a file for --config. */
  Path write(Path file, Map<String, String> more) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings());
    properties.putAll(more);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  /** Starts a scorer in this JVM and waits until it is ready. */
  StreamApplication start(Map<String, String> more) throws InterruptedException {
    StreamApplication scorer = StreamApplication.start(configuration(more));
    try {
      scorer.awaitReady(TIMEOUT);
      return scorer;
    } catch (RuntimeException failed) {
      scorer.close();
      throw failed;
    }
  }

  /** Starts a command in its own process. */
  static Process inAProcess(Path output, String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        ChildProcess.java(
            "-cp", System.getProperty("java.class.path"), StreamerMain.class.getName(), name));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(ChildProcess.interruptible(command))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Polls until the scorer's readiness has this status and its answer contains these texts. */
  static HttpResponse<String> awaitHealth(StreamApplication scorer, int status, String... texts)
      throws Exception {
    HttpRequest ready =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + scorer.httpPort().orElseThrow() + "/health/ready"))
            .build();
    HttpClient http = HttpClient.newHttpClient();
    AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
    Eventually.holds(
        () -> {
          HttpResponse<String> answer = http.send(ready, HttpResponse.BodyHandlers.ofString());
          last.set(answer);
          return answer.statusCode() == status
              && Arrays.stream(texts).allMatch(text -> answer.body().contains(text));
        },
        () -> last.get().statusCode() + " " + last.get().body());
    return last.get();
  }

  void createTopic(String topic, int partitions) throws Exception {
    createTopic(topic, partitions, Map.of());
  }

  void createTopic(String topic, int partitions, Map<String, String> settings) throws Exception {
    try (Admin admin = admin()) {
      ServedTopics.create(
          admin, List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)));
    }
  }

  /** Deletes a topic, and returns once the broker no longer lists it. */
  void deleteTopic(String topic) throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get(1, TimeUnit.MINUTES);
      Eventually.holds(
          () -> !admin.listTopics().names().get(1, TimeUnit.MINUTES).contains(topic),
          () -> "topic %s was deleted but is still listed".formatted(topic));
    }
  }

  /** Writes a record in a transaction that is aborted. */
  void abort(String topic, int partition) {
    try (KafkaProducer<byte[], byte[]> aborting = transactional()) {
      aborting.beginTransaction();
      aborting.send(new ProducerRecord<>(topic, partition, null, new byte[1]));
      aborting.flush();
      aborting.abortTransaction();
    }
  }

  /**
   * Returns once a topic refuses a record; the broker applies a changed setting only after it has
   * confirmed the change. What the topic accepts until then is aborted.
   */
  void awaitRefusal(ProducerRecord<byte[], byte[]> record) throws Exception {
    try (KafkaProducer<byte[], byte[]> probing = transactional()) {
      Eventually.holds(
          () -> {
            probing.beginTransaction();
            try {
              probing.send(record).get(1, TimeUnit.MINUTES);
              return false;
            } catch (ExecutionException refused) {
              return true;
            } finally {
              probing.abortTransaction();
            }
          },
          () -> "topic %s accepts the record".formatted(record.topic()));
    }
  }

  /** A producer that is ready to begin a transaction. */
  KafkaProducer<byte[], byte[]> transactional() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", servers.kafka().bootstrapServers(), "transactional.id", name);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()));
  }

  /** Writes records in order, and waits until all are written. */
  List<RecordMetadata> produce(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    List<RecordMetadata> written = new ArrayList<>();
    for (Future<RecordMetadata> one : sent) {
      written.add(one.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
    return written;
  }

  ProducerRecord<byte[], byte[]> record(int partition, ConversationPair pair) {
    byte[] key = pair.getId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(pairs, partition, key, bytes(pair));
  }

  byte[] bytes(ConversationPair pair) {
    return pairSerde.serializer().serialize(pairs, pair);
  }

  byte[] bytes(Vote vote) {
    return voteSerde.serializer().serialize(votes, vote);
  }

  Preference preference(ConsumerRecord<byte[], byte[]> record) {
    return preferenceSerde.deserializer().deserialize(record.topic(), record.value());
  }

  /** Creates the topic of votes, and registers their schema. */
  void createVotes() throws Exception {
    createTopic(votes, 1);
    Vote any =
        Vote.newBuilder()
            .setPairId("any")
            .setOutcome(VoteOutcome.TIE)
            .setVotedAt(Instant.EPOCH)
            .build();
    voteSerde.serializer().serialize(votes, any);
  }

  Vote vote(ConsumerRecord<byte[], byte[]> record) {
    return voteSerde.deserializer().deserialize(record.topic(), record.value());
  }

  /**
   * Reads committed records from the beginning until there are {@code count}, and then to the end,
   * so that one too many would be seen.
   */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic, "read_committed")) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      if (poll(consumer, records, () -> records.size() >= count)) {
        consumer.poll(Duration.ofMillis(300)).forEach(records::add);
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        boolean complete =
            poll(
                consumer,
                records,
                () -> ends.keySet().stream().allMatch(p -> consumer.position(p) >= ends.get(p)));
        assertThat(complete).as("%s was read to %s within %s", topic, ends, TIMEOUT).isTrue();
      }
      return records;
    }
  }

  /** Returns as soon as there are {@code count} records, committed or not. */
  void awaitWritten(String topic, int count) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic, "read_uncommitted")) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      poll(consumer, records, () -> records.size() >= count);
      assertThat(records)
          .as("records on %s within %s", topic, TIMEOUT)
          .hasSizeGreaterThanOrEqualTo(count);
    }
  }

  /** Polls until there is enough; returns whether that was in time. */
  private static boolean poll(
      KafkaConsumer<byte[], byte[]> consumer,
      List<ConsumerRecord<byte[], byte[]>> records,
      BooleanSupplier enough) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
      consumer.poll(Duration.ofMillis(20)).forEach(records::add);
    }
    return enough.getAsBoolean();
  }

  /** A consumer at the beginning of all partitions. */
  private KafkaConsumer<byte[], byte[]> consumer(String topic, String isolation) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers.kafka().bootstrapServers(),
            "isolation.level",
            isolation,
            "max.partition.fetch.bytes",
            16 << 20,
            "max.poll.records",
            10_000);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** Requires the answers to pair-0, pair-1, ..., each once, in order on its partition, i % 4. */
  void assertOnceInOrder(List<ConsumerRecord<byte[], byte[]>> answers, int count) {
    assertThat(answers).hasSize(count);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int wanted = partition;
      assertThat(answers.stream().filter(answer -> answer.partition() == wanted))
          .extracting(answer -> preference(answer).getId())
          .containsExactlyElementsOf(
              IntStream.range(0, count)
                  .filter(i -> i % PARTITIONS == wanted)
                  .mapToObj(i -> "pair-" + i)
                  .toList());
    }
  }

  /** Requires that a scorer with these settings starts and answers a pair. */
  void assertScores(Map<String, String> settings) throws Exception {
    try (StreamApplication scorer = start(settings)) {
      produce(List.of(record(1, TinyBundle.pair("1", "Hi", "Hello", "Go away"))));

      assertThat(read(preferences, 1)).hasSize(1);
    }
  }

  /** With this configuration file, {@code tail} prints {@code count} preferences. */
  static void assertTails(String config, int count) {
    CommandRun tail =
        CommandRun.of(
            new TailCommand(),
            "--from-beginning",
            "--limit=" + count,
            "--json",
            "--config",
            config);
    assertThat(tail.out()).as(tail.err()).hasLineCount(count);
  }

  /**
   * Requires that a scorer with these settings does not start, and says so in one line that names
   * the key's value.
   */
  AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> settings, String key) {
    return assertThatThrownBy(() -> StreamApplication.start(configuration(settings)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(settings.get(key))
        .hasMessageNotContainingAny("canary", "\n");
  }

  @Override
  public void close() {
    producer.close();
    pairSerde.close();
    preferenceSerde.close();
    voteSerde.close();
  }
}
