package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalKafka;
import dev.arena.servers.testing.ServedTopics;
import dev.arena.votes.battle.BattleKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The join with a real broker: several partitions, transactions, and state that moves. */
@Tag("broker")
final class JoinBrokerTest {
  private static final Instant START = JoinDriver.START;
  private static final int PARTITIONS = 3;
  private static final int PAIRS = 200;
  private static final int VOTES = 1_000;

  private static final JoinSettings SETTINGS =
      new JoinSettings(
          List.of(JoinDriver.PREFERENCES, JoinDriver.NEXT),
          JoinDriver.VOTES,
          "arena.battles",
          "arena.votes.dlq",
          PARTITIONS,
          PARTITIONS,
          JoinDriver.TIMES);

  /** The records of the test are older than the default retention. */
  private static final Map<String, String> FOREVER = Map.of("retention.ms", "-1");

  @TempDir private Path folder;
  private final Random random = new Random(18);
  private final List<ExpectedBattles.Item> items = new ArrayList<>();

  @Test
  void battlesAreRightAfterTheStateHasMovedToAnotherInstance() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"))) {
      String address = kafka.bootstrapServers();
      createTopics(address);
      try (KafkaProducer<byte[], byte[]> producer = producer(address)) {
        try (KafkaStreams first = start(address, "first")) {
          sendPreferences(producer, JoinDriver.PREFERENCES);
          sendVotes(producer);
          awaitBattles(address);
          try (KafkaStreams second = start(address, "second")) {
            sendVotes(producer);
            first.close();
            sendPreferences(producer, JoinDriver.NEXT);
            sendVotes(producer);
            awaitBattles(address);
            assertThat(second.state().isRunningOrRebalancing()).isTrue();
          }
        }
      }
      assertThat(endOffsets(address, SETTINGS.deadLetters())).containsOnly(0L);
    }
  }

  private static void createTopics(String address) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (String topic : SETTINGS.preferences()) {
      topics.add(new NewTopic(topic, PARTITIONS, (short) 1).configs(FOREVER));
    }
    topics.add(new NewTopic(SETTINGS.votes(), PARTITIONS - 1, (short) 1).configs(FOREVER));
    topics.add(
        new NewTopic(SETTINGS.battles(), PARTITIONS + 1, (short) 1)
            .configs(Map.of("cleanup.policy", "compact")));
    topics.add(new NewTopic(SETTINGS.deadLetters(), 1, (short) 1));
    try (Admin admin = admin(address)) {
      ServedTopics.create(admin, topics);
    }
  }

  private KafkaStreams start(String address, String name) {
    Properties properties =
        JoinDriver.properties(folder.resolve(name), SETTINGS, new DeadLetterLog(System::nanoTime));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, address);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    properties.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
    properties.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 500);
    KafkaStreams streams =
        new KafkaStreams(
            new JoinTopology(
                    SETTINGS,
                    JoinDriver.codec(InputBudget.inHeap(1 << 30)),
                    Clock.systemUTC(),
                    new JoinCounts(),
                    1)
                .build(),
            properties);
    streams.start();
    return streams;
  }

  private void sendPreferences(KafkaProducer<byte[], byte[]> producer, String topic)
      throws Exception {
    Map<Preference, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      Preference preference =
          Samples.preference("p" + pair, START.plusSeconds(random.nextInt(3)))
              .setPairOffset((long) pair)
              .build();
      // by this key, pairs are in other partitions than by their id
      sent.put(preference, send(producer, topic, "k" + pair, JoinDriver.bytes(preference)));
    }
    for (Map.Entry<Preference, Future<RecordMetadata>> each : sent.entrySet()) {
      int partition = each.getValue().get(1, TimeUnit.MINUTES).partition();
      items.add(
          new ExpectedBattles.Item(
              each.getKey().getId(), PreferenceInput.of(each.getKey(), topic, partition)));
    }
  }

  private void sendVotes(KafkaProducer<byte[], byte[]> producer) throws Exception {
    VoteOutcome[] outcomes = {
      VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD, VoteOutcome.WITHDRAWN
    };
    List<Vote> votes = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < VOTES; i++) {
      Vote vote =
          Samples.vote("p" + random.nextInt(PAIRS), START.plusSeconds(random.nextInt(5)))
              .setVoter("v" + random.nextInt(3))
              .setOutcome(outcomes[random.nextInt(outcomes.length)])
              .build();
      votes.add(vote);
      sent.add(send(producer, SETTINGS.votes(), "k" + random.nextInt(100), JoinDriver.bytes(vote)));
    }
    for (int i = 0; i < VOTES; i++) {
      Vote vote = votes.get(i);
      RecordMetadata written = sent.get(i).get(1, TimeUnit.MINUTES);
      items.add(
          new ExpectedBattles.Item(
              vote.getPairId(),
              new VoteInput(
                  vote.getKind(),
                  vote.getVoter(),
                  false,
                  VoteContent.of(vote, new Position(written.partition(), written.offset())),
                  new VoteInput.Original(null, new byte[0]))));
    }
  }

  private static Future<RecordMetadata> send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value) {
    return producer.send(
        new ProducerRecord<>(topic, null, START.toEpochMilli(), Utils.utf8(key), value));
  }

  /** Waits until the topic of battles holds what is expected of the input so far. */
  private void awaitBattles(String address) throws Exception {
    Map<String, Battle> expected = ExpectedBattles.of(items);
    Map<String, Battle> battles = new TreeMap<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(address)) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int partition = 0; partition <= PARTITIONS; partition++) {
        partitions.add(new TopicPartition(SETTINGS.battles(), partition));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Eventually.holds(
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> add(record, battles));
            return battles.equals(expected);
          },
          () -> difference(battles, expected));
    }
  }

  private static String difference(Map<String, Battle> battles, Map<String, Battle> expected) {
    List<String> keys =
        Stream.concat(battles.keySet().stream(), expected.keySet().stream())
            .distinct()
            .filter(key -> !Objects.equals(battles.get(key), expected.get(key)))
            .toList();
    return "%d of %d battles differ, such as %s"
        .formatted(
            keys.size(),
            expected.size(),
            keys.stream()
                .findFirst()
                .map(key -> "%s instead of %s".formatted(battles.get(key), expected.get(key)))
                .orElse("none"));
  }

  private static void add(ConsumerRecord<String, byte[]> record, Map<String, Battle> battles) {
    String pairId = BattleKey.parse(record.key()).pairId();
    assertThat(record.partition())
        .isEqualTo(Utils.toPositive(Utils.murmur2(Utils.utf8(pairId))) % (PARTITIONS + 1));
    if (record.value() == null) {
      battles.remove(record.key());
    } else {
      battles.put(
          record.key(), ExpectedBattles.comparable(pairId, JoinDriver.battle(record.value())));
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(String address) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(String address) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Admin admin(String address) {
    return Admin.create(Map.of("bootstrap.servers", address));
  }

  private static List<Long> endOffsets(String address, String topic) throws Exception {
    TopicPartition only = new TopicPartition(topic, 0);
    try (Admin admin = admin(address)) {
      return List.of(
          admin
              .listOffsets(Map.of(only, OffsetSpec.latest()))
              .partitionResult(only)
              .get(1, TimeUnit.MINUTES)
              .offset());
    }
  }
}
