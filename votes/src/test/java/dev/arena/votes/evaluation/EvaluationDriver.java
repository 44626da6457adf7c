package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.arena.schemas.LiveEvaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology of the evaluation in a {@link TopologyTestDriver}. */
final class EvaluationDriver implements AutoCloseable {
  /** The time at which each test begins. */
  static final Instant START = Instant.parse("2026-01-10T12:00:00Z");

  static final String CHAMPION = "arena.preferences";
  static final String CHALLENGER = "arena.preferences.next";

  static final EvaluationSettings SETTINGS =
      new EvaluationSettings(
          "arena.battles",
          "arena.evaluation",
          CHAMPION,
          EvaluationSettings.HOURS,
          EvaluationSettings.DAYS);

  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> battles;
  private final TestOutputTopic<String, byte[]> evaluations;
  private final TestOutputTopic<byte[], byte[]> deadLetters;
  private final Map<String, LiveEvaluation> current = new TreeMap<>();
  private int written;

  /** What the listener received last. */
  final List<EvaluationListener.ScorerSums> heard = new ArrayList<>();

  EvaluationDriver(Path folder) {
    StreamsBuilder builder = new StreamsBuilder();
    EvaluationTopology.addTo(
        EvaluationTopology.allBattles(builder, SETTINGS.battles(), codec()),
        SETTINGS,
        codec(),
        (task, scorers) -> {
          heard.clear();
          heard.addAll(scorers);
        });
    driver = new TopologyTestDriver(builder.build(), properties(folder), START);
    battles =
        driver.createInputTopic(
            SETTINGS.battles(), new StringSerializer(), new ByteArraySerializer());
    evaluations =
        driver.createOutputTopic(
            SETTINGS.evaluation(), new StringDeserializer(), new ByteArrayDeserializer());
    // the task adds up what is stored, which is nothing
    pass(Duration.ofSeconds(1));
    deadLetters =
        driver.createOutputTopic(
            "arena.votes.dlq", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads and writes values in Avro's format for single objects, without a registry. */
  static EvaluationCodec codec() {
    return new EvaluationCodec(
        (topic, bytes) -> {
          try {
            return new ReadRecord.Value<>(Battle.fromByteBuffer(ByteBuffer.wrap(bytes)));
          } catch (IOException | AvroRuntimeException unreadable) {
            return new ReadRecord.Poison<>(
                new DeadLetterException(ReadReason.BODY, "the body is damaged"));
          }
        },
        (topic, evaluation) -> evaluation == null ? null : bytes(evaluation),
        new UnknownSchemas(100),
        InputBudget.inHeap(1 << 30),
        new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));
  }

  /** The settings of Kafka Streams. */
  static Properties properties(Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "arena-votes");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, "arena.votes.dlq");
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        ErrorHandlers.PoisonProcessingHandler.class);
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    properties.put(DeadLetterLog.CONFIG, new DeadLetterLog(System::nanoTime));
    properties.put(
        RecordSizeLimit.CONFIG, new RecordSizeLimit(1 << 20, "none", TopicLimit.UNKNOWN));
    return properties;
  }

  /** The bytes of a record in Avro's format for single objects. */
  static byte[] bytes(SpecificRecord record) {
    try {
      ByteBuffer buffer =
          record instanceof Battle battle
              ? battle.toByteBuffer()
              : ((LiveEvaluation) record).toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A battle appears or changes. */
  void battle(Battle.Builder battle) {
    Battle built = battle.build();
    battle(Samples.key(built), built);
  }

  /** The record of a key is written; a battle of null withdraws it. */
  void battle(String key, @Nullable Battle battle) {
    record(key, battle == null ? null : bytes(battle));
  }

  /** Any record is written to the topic of battles. */
  void record(String key, byte @Nullable [] value) {
    battles.pipeInput(new TestRecord<>(key, value, START));
  }

  /** Time passes by the service's clock. */
  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** What is left in the topic of evaluations after compaction, a second later. */
  Map<String, LiveEvaluation> evaluations() {
    pass(Duration.ofSeconds(1));
    List<TestRecord<String, byte[]>> records = evaluations.readRecordsToList();
    written = records.size();
    for (TestRecord<String, byte[]> record : records) {
      if (record.value() == null) {
        current.remove(record.key());
      } else {
        current.put(record.key(), evaluation(record.value()));
      }
    }
    return current;
  }

  /** How many records the last call of {@link #evaluations} has found. */
  int written() {
    return written;
  }

  /** The total of a scorer over all pairs and votes of people. */
  LiveEvaluation total(String topic, String model) {
    return of(topic, model, Slices.ALL, "human", EvaluationKey.TOTAL, 0);
  }

  /** A record of the topic. */
  LiveEvaluation of(String topic, String model, String slice, String kind, long size, long start) {
    String key = new EvaluationKey(topic, model, slice, kind, size, start).text();
    LiveEvaluation found = evaluations().get(key);
    if (found == null) {
      throw new AssertionError("no " + key + " in " + current.keySet());
    }
    return found;
  }

  /** The records that a task would have after its start, by the text of their key. */
  Map<String, LiveEvaluation> addedUpAgain() {
    Evaluations again = loaded();
    return records(again);
  }

  /** The records of sums, by the text of their key. */
  static Map<String, LiveEvaluation> records(Evaluations evaluations) {
    Map<String, LiveEvaluation> records = new TreeMap<>();
    evaluations
        .sums()
        .keySet()
        .forEach(key -> records.put(key.text(), evaluations.record(key).orElseThrow()));
    return records;
  }

  /** The stored battles. */
  BattleStore store() {
    return new BattleStore(driver.getKeyValueStore(EvaluationTopology.BATTLES));
  }

  /** What is counted, as a task reads it at its start. */
  Admission admission() {
    return new Admission(driver.getKeyValueStore(EvaluationTopology.COUNTED));
  }

  /** The sums of the stored battles. */
  Evaluations loaded() {
    StoredBattles again =
        new StoredBattles(
            store(),
            admission(),
            new Evaluations(SETTINGS, START.toEpochMilli()),
            Integer.MAX_VALUE);
    assertThat(again.addPortion()).isTrue();
    return again.evaluations();
  }

  /** The kinds of the dead letters that were written since the last call. */
  List<String> deadLetterReasons() {
    return deadLetters.readRecordsToList().stream()
        .map(each -> ArenaHeader.REASON.text(each.headers()))
        .toList();
  }

  static LiveEvaluation evaluation(byte[] bytes) {
    try {
      return LiveEvaluation.fromByteBuffer(ByteBuffer.wrap(bytes));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
