package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.topics.TopicContents.Limits;
import dev.arena.console.topics.TopicTraffic.DeadLetterCount;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.VoteOutcome;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reading the topics of a real cluster. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class TopicReaderTest {
  private static final TopicStatus CURRENT = new TopicStatus.Current();
  private static final TopicStatus MISSING = new TopicStatus.Missing();

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final TopicContents contents = contents((event, version) -> told.add(event));

  private LocalServers servers;
  private TopicStage stage;

  @BeforeEach
  void prepare(LocalServers shared) {
    servers = shared;
    stage = new TopicStage(shared);
  }

  @AfterEach
  void cleanUp() throws Exception {
    stage.close();
  }

  private static TopicContents contents(ObjLongConsumer<String> observer) {
    return new TopicContents(
        new Limits(100, 1 << 20, 1_000), new PolynomialHash(new Random(1)), observer);
  }

  @Test
  void theRecordsOfAllTopicsAreReadAndThenThoseThatArrive() throws Exception {
    stage.createTopics(2);
    send("p1");
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);

    PairRecords found = contents.pair("p1").orElseThrow();
    assertThat(found.pair()).isEqualTo(TopicRecords.pair("p1"));
    assertThat(found.preferences()).containsExactly(TopicRecords.scored(stage.preferences, "p1"));
    assertThat(found.votes()).containsExactly(TopicRecords.vote("p1", "u1", VoteOutcome.A));
    assertThat(found.battles()).containsExactly(TopicRecords.battle("p1", "u1"));
    assertThat(contents.positions("p1", 9)).hasSize(1);
    assertThat(contents.boards()).containsExactly(TopicRecords.board("all", "davidson/1"));
    assertThat(contents.evaluations()).containsExactly(TopicRecords.evaluation("all"));
    assertThat(contents.monitor().deadLetters(Instant.now())).isEmpty();
    for (TopicTraffic traffic : contents.monitor().traffic(Instant.now())) {
      assertThat(traffic.status()).isEqualTo(CURRENT);
      assertThat(traffic.sinceStart()).isZero();
    }

    told.clear();
    send("p2");
    TopicStage.await(contents, () -> contents.pair("p2").isPresent());
    for (TopicKind kind : TopicKind.values()) {
      TopicStage.await(contents, () -> told.contains(kind.event()));
    }
    TopicStage.await(
        contents,
        () ->
            contents.monitor().traffic(Instant.now()).stream()
                .allMatch(each -> each.sinceStart() == 1 && Long.valueOf(0).equals(each.lag())));
    assertThat(contents.monitor().deadLetters(Instant.now()))
        .containsExactly(
            new DeadLetterCount(stage.deadLetters, "wire_format", 1, 1),
            new DeadLetterCount(stage.voteDeadLetters, "unknown_pair", 1, 1));
    assertThat(TopicStage.traffic(contents, stage.pairs).lastRecord())
        .isBetween(Instant.now().minusSeconds(600), Instant.now());
  }

  /** One record in each topic. */
  private void send(String pair) throws Exception {
    stage.send(stage.pairs, pair, TopicRecords.pair(pair));
    stage.send(stage.preferences, pair, TopicRecords.preference(pair));
    stage.send(stage.votes, pair, TopicRecords.vote(pair, "u1", VoteOutcome.A));
    stage.send(stage.battles, TopicRecords.key(pair, "u1"), TopicRecords.battle(pair, "u1"));
    stage.send(stage.leaderboard, "board", TopicRecords.board("all", "davidson/1"));
    stage.send(stage.evaluation, "all", TopicRecords.evaluation("all"));
    stage.send(deadLetter(stage.deadLetters, "wire_format"));
    stage.send(deadLetter(stage.voteDeadLetters, "unknown_pair"));
  }

  private ProducerRecord<byte[], byte[]> deadLetter(String topic, String reason) {
    ProducerRecord<byte[], byte[]> letter = stage.record(topic, 0, "k", null);
    letter.headers().add(ArenaHeader.REASON.headerName(), reason.getBytes(StandardCharsets.UTF_8));
    return letter;
  }

  @Test
  void onlyTheLatestRecordsAreReadAndTheLatestByTimeAreFirst() throws Exception {
    stage.createTopics(2);
    Instant start = Instant.now().minusSeconds(1_000);
    for (int i = 0; i < 20; i++) {
      String id = "p" + i;
      ProducerRecord<byte[], byte[]> record =
          stage.record(stage.pairs, i % 2, id, TopicRecords.pair(id));
      stage.send(
          new ProducerRecord<>(
              record.topic(),
              record.partition(),
              start.plusSeconds(i).toEpochMilli(),
              record.key(),
              record.value()));
    }
    TopicReader reader = stage.read(4, contents);
    TopicStage.await(contents, reader::caughtUp);

    assertThat(contents.recentPairs(100))
        .extracting(ConversationPair::getId)
        .containsExactly("p19", "p18", "p17", "p16");
  }

  @Test
  void allBattlesAreIndexedButOnlyTheLatestAreKept() throws Exception {
    stage.createTopics(1);
    for (int i = 0; i < 20; i++) {
      String id = "p" + i;
      stage.send(stage.battles, TopicRecords.key(id, "u1"), TopicRecords.battle(id, "u1"));
    }
    TopicReader reader = stage.read(4, contents);
    TopicStage.await(contents, reader::caughtUp);

    assertThat(contents.pair("p15")).isEmpty();
    assertThat(contents.pair("p16")).isPresent();
    assertThat(contents.hasVoted("u1", "p0")).isTrue();
    assertThat(contents.positions("p0", 9)).containsExactly(new BattlePosition(0, 0));
  }

  @Test
  void aMissingTopicIsReadFromItsFirstRecordOnceItExists() throws Exception {
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);
    assertThat(TopicStage.traffic(contents, stage.pairs).status()).isEqualTo(MISSING);

    stage.create(2, stage.pairs, stage.deadLetters);
    stage.send(stage.pairs, "p1", TopicRecords.pair("p1"));
    stage.send(deadLetter(stage.deadLetters, "body"));

    TopicStage.await(contents, () -> contents.pair("p1").isPresent());
    TopicStage.await(contents, () -> !contents.monitor().deadLetters(Instant.now()).isEmpty());
    TopicStage.await(
        contents, () -> TopicStage.traffic(contents, stage.pairs).status().equals(CURRENT));
    assertThat(TopicStage.traffic(contents, stage.votes).status()).isEqualTo(MISSING);
  }

  @Test
  void topicsThatAreAllMissingStayMissing() throws Exception {
    AtomicInteger steps = new AtomicInteger();
    TopicReader.Times times =
        TopicStage.times(
            Clock.systemUTC(),
            () -> {
              steps.incrementAndGet();
              return System.nanoTime();
            });
    TopicReader reader = stage.read(stage.source(100), contents, times);
    TopicStage.await(contents, reader::caughtUp);

    Set<TopicStatus> seen = new HashSet<>();
    int start = steps.get();
    TopicStage.await(
        contents,
        () -> {
          contents.monitor().traffic(Instant.now()).forEach(each -> seen.add(each.status()));
          return steps.get() > start + 20; // several polls, looks and checks
        });
    assertThat(seen).containsExactly(MISSING);
  }

  @Test
  void aTopicThatIsCreatedAgainIsReadFromItsFirstRecord() throws Exception {
    stage.create(1, stage.pairs);
    stage.send(stage.pairs, "p1", TopicRecords.pair("p1"));
    stage.send(stage.pairs, "p2", TopicRecords.pair("p2"));
    TopicReader.Times rareLooks =
        new TopicReader.Times(
            Duration.ofHours(1),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Clock.systemUTC(),
            System::nanoTime);
    TopicReader reader = stage.read(stage.source(100), contents, rareLooks);
    TopicStage.await(contents, reader::caughtUp);
    assertThat(contents.recentPairs(9)).hasSize(2);

    stage.admin().deleteTopics(List.of(stage.pairs)).all().get(1, TimeUnit.MINUTES);
    stage.create(1, stage.pairs);
    stage.send(stage.pairs, "p3", TopicRecords.pair("p3"));

    TopicStage.await(contents, () -> contents.pair("p3").isPresent());
    TopicStage.await(contents, reader::caughtUp);
    // a record is counted after it can be seen
    TopicStage.await(contents, () -> TopicStage.traffic(contents, stage.pairs).sinceStart() == 1);
  }

  @Test
  void newRecordsAreTheLatestAlthoughTheClockWasSetBack() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    stage.create(1, stage.pairs);
    TopicReader reader =
        stage.read(stage.source(100), contents, TopicStage.times(now::get, System::nanoTime));
    TopicStage.await(contents, reader::caughtUp);
    stage.send(stage.pairs, "p1", TopicRecords.pair("p1"));
    TopicStage.await(contents, () -> contents.pair("p1").isPresent());

    now.set(now.get().minusSeconds(3_600));
    stage.send(stage.pairs, "p2", TopicRecords.pair("p2"));
    TopicStage.await(contents, () -> contents.pair("p2").isPresent());

    assertThat(contents.recentPairs(9))
        .extracting(ConversationPair::getId)
        .containsExactly("p2", "p1");
  }

  @Test
  void partitionsThatAreAddedAreReadToo() throws Exception {
    stage.createTopics(1);
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);

    stage
        .admin()
        .createPartitions(Map.of(stage.pairs, NewPartitions.increaseTo(2)))
        .all()
        .get(1, TimeUnit.MINUTES);
    stage.send(stage.record(stage.pairs, 1, "p1", TopicRecords.pair("p1")));

    TopicStage.await(contents, () -> contents.pair("p1").isPresent());
  }

  @Test
  void recordsThatCannotBeReadAreCountedAndSkipped() throws Exception {
    stage.createTopics(1);
    for (String topic :
        List.of(stage.pairs, stage.votes, stage.battles, stage.leaderboard, stage.evaluation)) {
      stage.send(new ProducerRecord<>(topic, new byte[0], new byte[] {'<'}));
      stage.send(new ProducerRecord<>(topic, null, new byte[] {0, 0, 0, 0x7f, 1, 2, 3}));
      stage.send(
          new ProducerRecord<>(
              topic,
              "[1".getBytes(StandardCharsets.UTF_8),
              stage.record(stage.preferences, 0, "", TopicRecords.preference("p0")).value()));
    }
    send("p1");
    stage.send(new ProducerRecord<>(stage.pairs, new byte[0], null));
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);

    assertThat(contents.pair("p1").orElseThrow().battles()).hasSize(1);
    assertThat(contents.pair("p1").orElseThrow().pair()).isNotNull();
    assertThat(contents.recentPairs(9)).hasSize(1);
    assertThat(contents.boards()).hasSize(1);
    assertThat(contents.evaluations()).hasSize(1);
    assertThat(TopicStage.traffic(contents, stage.pairs).unreadable()).isEqualTo(4);
    assertThat(TopicStage.traffic(contents, stage.votes).unreadable()).isEqualTo(3);
    assertThat(TopicStage.traffic(contents, stage.battles).unreadable()).isEqualTo(3);
    assertThat(TopicStage.traffic(contents, stage.preferences).unreadable()).isZero();
  }

  @Test
  void tombstonesRemoveBattlesBoardsAndEvaluations() throws Exception {
    stage.createTopics(1);
    send("p1");
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);

    stage.send(stage.battles, TopicRecords.key("p1", "u1"), null);
    stage.send(stage.leaderboard, "board", null);
    stage.send(stage.evaluation, "all", null);

    TopicStage.await(
        contents, () -> contents.boards().isEmpty() && contents.evaluations().isEmpty());
    TopicStage.await(contents, () -> contents.pair("p1").orElseThrow().battles().isEmpty());
    assertThat(contents.positions("p1", 9)).isEmpty();
    assertThat(TopicStage.traffic(contents, stage.battles).unreadable()).isZero();
  }

  @Test
  void abortedTransactionsAreNotSeenAndOpenOnesDelayNoOtherTopic() throws Exception {
    stage.createTopics(1);
    KafkaProducer<byte[], byte[]> producer = stage.transactionalProducer();
    producer.beginTransaction();
    producer.send(stage.record(stage.pairs, 0, "p1", TopicRecords.pair("aborted")));
    producer.abortTransaction();
    producer.beginTransaction();
    producer.send(stage.record(stage.pairs, 0, "p2", TopicRecords.pair("committed")));
    producer.commitTransaction();
    producer.beginTransaction();
    producer.send(stage.record(stage.pairs, 0, "p3", TopicRecords.pair("open")));
    producer.flush();

    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);
    assertThat(contents.recentPairs(9))
        .extracting(ConversationPair::getId)
        .containsExactly("committed");
    stage.send(stage.votes, "p1", TopicRecords.vote("p1", "u1", VoteOutcome.A));
    TopicStage.await(contents, () -> contents.hasVoted("u1", "p1"));
    assertThat(contents.pair("open")).isEmpty();

    producer.commitTransaction();
    TopicStage.await(contents, () -> contents.pair("open").isPresent());
  }

  /** So a page may come from one console, and its events from another. */
  @Test
  void readersThatHaveReadTheSameHaveTheSameVersions() throws Exception {
    stage.createTopics(2);
    stage.read(100, contents);
    send("p1");
    awaitEnds(contents);
    Map<TopicKind, Long> first = versions(contents);

    KafkaProducer<byte[], byte[]> producer = stage.transactionalProducer();
    producer.beginTransaction();
    producer.send(stage.record(stage.preferences, 1, "p", TopicRecords.preference("aborted")));
    producer.flush();
    producer.abortTransaction();
    producer.beginTransaction();
    producer.send(stage.record(stage.pairs, 1, "p2", TopicRecords.pair("p2")));
    producer.commitTransaction();
    TopicContents others = contents((kind, version) -> {});
    stage.read(1, others);
    awaitEnds(contents);
    awaitEnds(others);

    send("p3");
    awaitEnds(contents);
    awaitEnds(others);
    assertThat(versions(contents))
        .allSatisfy((kind, version) -> assertThat(version).isGreaterThan(first.get(kind)));
  }

  /** Waits until the topics are read to their ends, and so have the versions of these. */
  private void awaitEnds(TopicContents read) throws Exception {
    Map<TopicKind, Long> ends = new EnumMap<>(TopicKind.class);
    for (Map.Entry<String, TopicKind> topic : stage.source(1).topics().kinds().entrySet()) {
      ends.merge(topic.getValue(), stage.end(topic.getKey()), Long::sum);
    }
    TopicStage.await(read, () -> versions(read).equals(ends));
  }

  private static Map<TopicKind, Long> versions(TopicContents contents) {
    Map<TopicKind, Long> versions = new EnumMap<>(TopicKind.class);
    for (TopicKind kind : TopicKind.values()) {
      versions.put(kind, contents.version(kind));
    }
    return versions;
  }

  @Test
  void whileTheBrokerIsDownTheContentsStayAndReadingContinuesAfterwards() throws Exception {
    stage.createTopics(1);
    send("p1");
    TopicReader reader = stage.read(100, contents);
    TopicStage.await(contents, reader::caughtUp);

    told.clear();
    servers.kafka().process().kill();
    try {
      TopicStage.await(
          contents,
          () ->
              TopicStage.traffic(contents, stage.pairs).status()
                      instanceof TopicStatus.Failed failed
                  && failed.reason().contains("Kafka broker"));
      TopicStage.await(contents, () -> told.contains(TopicMonitor.STATUS_EVENT));
      assertThat(contents.pair("p1")).isPresent();
      assertThat(reader.caughtUp()).isFalse();
    } finally {
      servers.kafka().process().restart();
    }
    TopicStage.await(contents, reader::caughtUp);
    send("p2");
    TopicStage.await(contents, () -> contents.pair("p2").isPresent());
    TopicStage.await(contents, () -> contents.recentVotes(9).size() == 2);
    assertThat(contents.recentPairs(9)).hasSize(2); // nothing was read twice
  }

  @Test
  void aRegistryThatIsDownIsWaitedForAndNoRecordIsLost() throws Exception {
    stage.createTopics(1);
    send("p1");
    servers.registry().process().kill();
    TopicReader reader;
    try {
      reader = stage.read(100, contents);
      TopicStage.await(
          contents,
          () ->
              TopicStage.traffic(contents, stage.pairs).status()
                      instanceof TopicStatus.Failed failed
                  && failed.reason().contains("schema registry"));
      assertThat(contents.recentPairs(9)).isEmpty();
    } finally {
      servers.registry().process().restart();
    }
    TopicStage.await(contents, reader::caughtUp);
    assertThat(contents.pair("p1").orElseThrow().pair()).isNotNull();
    assertThat(contents.boards()).hasSize(1);
    assertThat(contents.recentVotes(9)).hasSize(1); // nothing was read twice
    assertThat(contents.recentPreferences(9)).hasSize(1);
    assertThat(TopicStage.traffic(contents, stage.pairs).unreadable()).isZero();
  }

  @Test
  void aReaderWithoutABrokerReportsItAndCloses() throws Exception {
    TopicReader reader =
        stage.read(
            stage.source(
                100,
                Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "arena.start.timeout", "300 ms")),
            contents);
    TopicStage.await(
        contents,
        () ->
            contents.monitor().traffic(Instant.now()).stream()
                .allMatch(each -> each.status() instanceof TopicStatus.Failed));
    assertThat(reader.caughtUp()).isFalse();

    long start = System.nanoTime();
    reader.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
