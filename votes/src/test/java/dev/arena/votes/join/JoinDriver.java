package dev.arena.votes.join;

import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.ErrorHandlers;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The topology of the join in a {@link TopologyTestDriver}, with one partition of each topic. */
final class JoinDriver implements AutoCloseable {
  /** The time at which each test begins. */
  static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  static final String PREFERENCES = "arena.preferences";
  static final String NEXT = "arena.preferences.next";
  static final String VOTES = "arena.votes";

  static final JoinSettings.Times TIMES =
      new JoinSettings.Times(Duration.ofDays(30), Duration.ofHours(24), Duration.ofMinutes(10));

  static final String APPLICATION = "arena-votes";

  final JoinCounts counts = new JoinCounts();

  /** Is spent as long as a record that was read is not answered. */
  final InputBudget budget = InputBudget.inHeap(0);

  private final ThreadActivity activity =
      new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);

  private final AnsweredFetches answered = new AnsweredFetches();
  final DeadLetterLog deadLetterLog = new DeadLetterLog(System::nanoTime);
  private final AtomicLong clock = new AtomicLong(START.toEpochMilli());
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> votes;
  private final TestInputTopic<String, byte[]> preferences;
  private final TestInputTopic<String, byte[]> next;
  private final TestInputTopic<String, JoinInput> byPair;
  private final TestOutputTopic<String, byte[]> battles;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  JoinDriver(Path folder) {
    this(folder, 1, 1000);
  }

  /**
   * @param folder of the stores
   * @param partitions how many partitions the input is said to have
   * @param portion how many votes one record may time out or join again
   */
  JoinDriver(Path folder, int partitions, int portion) {
    JoinSettings settings = settings(partitions);
    driver =
        new TopologyTestDriver(
            new JoinTopology(
                    settings,
                    codec(budget, activity),
                    () -> Instant.ofEpochMilli(clock.get()),
                    counts,
                    portion)
                .build(),
            properties(folder, settings, deadLetterLog),
            START);
    votes = input(VOTES);
    preferences = input(PREFERENCES);
    next = input(NEXT);
    byPair =
        driver.createInputTopic(
            APPLICATION + "-" + JoinTopology.BY_PAIR + "-repartition",
            new StringSerializer(),
            StoredFormats.INPUT.serde().serializer());
    battles =
        driver.createOutputTopic(
            settings.battles(), new StringDeserializer(), new ByteArrayDeserializer());
    deadLetters =
        driver.createOutputTopic(
            settings.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The settings of the join.
   *
   * @param partitions how many partitions the input is said to have
   */
  static JoinSettings settings(int partitions) {
    return new JoinSettings(
        List.of(PREFERENCES, NEXT),
        VOTES,
        "arena.battles",
        "arena.votes.dlq",
        partitions,
        1,
        TIMES);
  }

  /** Reads and writes values in Avro's format for single objects, without a registry. */
  static JoinCodec codec(InputBudget budget) {
    return codec(budget, new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));
  }

  private static JoinCodec codec(InputBudget budget, ThreadActivity activity) {
    return new JoinCodec(
        reading(Vote::fromByteBuffer),
        reading(Preference::fromByteBuffer),
        (topic, battle) -> bytes(battle),
        new UnknownSchemas(100),
        new JoinCodec.Watch(budget, activity));
  }

  /** The settings of Kafka Streams. */
  static Properties properties(Path folder, JoinSettings settings, DeadLetterLog deadLetters) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, settings.deadLetters());
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        ErrorHandlers.PoisonProcessingHandler.class);
    // otherwise Kafka Streams warns that there might be global tables
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    properties.put(DeadLetterLog.CONFIG, deadLetters);
    properties.put(
        RecordSizeLimit.CONFIG, new RecordSizeLimit(1 << 20, "none", TopicLimit.UNKNOWN));
    return properties;
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  /** Reads the bytes of a record. */
  @FunctionalInterface
  private interface AvroReader<T> {
    T read(ByteBuffer bytes) throws IOException;
  }

  private static <T> Deserializer<ReadRecord<Received<T>>> reading(AvroReader<T> reader) {
    return (topic, bytes) -> {
      try {
        return new ReadRecord.Value<>(new Received<>(reader.read(ByteBuffer.wrap(bytes)), bytes));
      } catch (IOException | AvroRuntimeException unreadable) {
        return new ReadRecord.Poison<>(
            new DeadLetterException(ReadReason.BODY, "the body is damaged"));
      }
    };
  }

  /** The bytes of a record in Avro's format for single objects. */
  static byte[] bytes(SpecificRecord record) {
    try {
      ByteBuffer buffer =
          record instanceof Vote vote
              ? vote.toByteBuffer()
              : record instanceof Preference preference
                  ? preference.toByteBuffer()
                  : ((Battle) record).toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A vote arrives, in a record with the time of the vote. */
  void vote(Vote vote) {
    vote(vote, vote.getVotedAt());
  }

  /** A vote arrives, in a record with another time. */
  void vote(Vote vote, Instant recorded) {
    vote(bytes(vote), recorded, new RecordHeaders());
  }

  /** The bytes of a vote arrive. */
  void vote(byte[] value, Instant recorded, Headers headers) {
    votes.pipeInput(new TestRecord<>("any key", value, headers, recorded));
  }

  /** A preference arrives, in a record with the time of its pair. */
  void preference(Preference preference, Instant pairTime) {
    pipe(preferences, preference, pairTime);
  }

  /** A preference of another scorer arrives. */
  void nextPreference(Preference preference, Instant pairTime) {
    pipe(next, preference, pairTime);
  }

  private static void pipe(
      TestInputTopic<String, byte[]> topic, Preference preference, Instant pairTime) {
    topic.pipeInput(new TestRecord<>(null, bytes(preference), new RecordHeaders(), pairTime));
  }

  /** A vote or preference from any partition arrives at the join. */
  void join(String pairId, JoinInput input, Instant time) {
    byPair.pipeInput(pairId, input, time);
  }

  /** The service's clock shows another time. */
  void clock(Instant time) {
    clock.set(time.toEpochMilli());
  }

  /** Time passes by the service's clock, without records, while brokers answer. */
  void pass(Duration time) {
    pass(time, true);
  }

  /** Time passes by the service's clock while no broker answers. */
  void passWithoutBroker(Duration time) {
    pass(time, false);
  }

  private void pass(Duration time, boolean answers) {
    for (Duration left = time;
        left.compareTo(Duration.ZERO) > 0;
        left = left.minus(StreamTime.CHECK_INTERVAL)) {
      answered.count += answers ? 1 : 0;
      activity.look(List.of(answered));
      passSuspended(
          left.compareTo(StreamTime.CHECK_INTERVAL) < 0 ? left : StreamTime.CHECK_INTERVAL);
    }
  }

  /** Time passes by the service's clock while its process is suspended. */
  void passSuspended(Duration time) {
    clock.addAndGet(time.toMillis());
    driver.advanceWallClockTime(time);
  }

  /** What the consumer of this thread would count. */
  private static final class AnsweredFetches implements Metric {
    private final String client = Thread.currentThread().getName() + "-consumer";
    private long count;

    @Override
    public MetricName metricName() {
      return new MetricName(ThreadActivity.FETCHES, "", "", Map.of("client-id", client));
    }

    @Override
    public Object metricValue() {
      return count;
    }
  }

  /** Time passes until no vote is left that must be joined again. */
  void finishRewrites() {
    while (size(JoinStores.REWRITES) > 0) {
      pass(Duration.ofMillis(100));
    }
  }

  /** The number of entries of a store. */
  int size(String store) {
    int size = 0;
    try (KeyValueIterator<Object, Object> all = driver.getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) {
        size++;
      }
    }
    return size;
  }

  /** A battle as it was written. */
  record Written(BattleKey key, Optional<Battle> battle) {}

  /** The battles that were written since the last call. */
  List<Written> battles() {
    List<Written> written = new ArrayList<>();
    battles
        .readRecordsToList()
        .forEach(
            record ->
                written.add(
                    new Written(
                        BattleKey.parse(record.key()),
                        Optional.ofNullable(record.value()).map(JoinDriver::battle))));
    return written;
  }

  /** The only battle that was written since the last call. */
  Battle battle() {
    List<Written> all = battles();
    if (all.size() != 1) {
      throw new AssertionError("expected one battle, not " + all);
    }
    return all.get(0).battle().orElseThrow();
  }

  static Battle battle(byte[] bytes) {
    try {
      return Battle.fromByteBuffer(ByteBuffer.wrap(bytes));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** The dead letters that were written since the last call. */
  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  /** The kinds of the dead letters that were written since the last call. */
  List<String> deadLetterReasons() {
    return deadLetters().stream().map(each -> ArenaHeader.REASON.text(each.headers())).toList();
  }

  /** How many records a store has written to its changelog since the last call. */
  int changes(String store) {
    return driver
        .createOutputTopic(
            "%s-%s-changelog".formatted(APPLICATION, store),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .size();
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
