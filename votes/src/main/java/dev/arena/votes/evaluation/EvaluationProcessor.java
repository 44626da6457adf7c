package dev.arena.votes.evaluation;

import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Runs {@link Evaluations} in the task that sees all battles. */
final class EvaluationProcessor
    extends ContextualProcessor<String, Battle, String, LiveEvaluation> {
  /** How often changed sums are written, by the service's clock. */
  private static final Duration WRITE_INTERVAL = Duration.ofSeconds(1);

  /** How often stored battles are added up after a start, by the service's clock. */
  private static final Duration LOAD_INTERVAL = Duration.ofMillis(10);

  /** How many stored battles are added up each time; this takes about 0.2 s. */
  private static final int PORTION = 5_000;

  /** How many records are written at most each time, so that a transaction stays short. */
  private static final int MAX_WRITTEN = 10_000;

  private final EvaluationSettings settings;
  private final EvaluationCodec codec;
  private final EvaluationListener listener;
  private @Nullable Task task;

  EvaluationProcessor(
      EvaluationSettings settings, EvaluationCodec codec, EvaluationListener listener) {
    this.settings = settings;
    this.codec = codec;
    this.listener = listener;
  }

  /**
   * What an initialised processor has.
   *
   * @param written the last record that was written for each key
   * @param loading is cancelled when all stored battles have been added up
   * @param writing is cancelled at the end
   */
  private record Task(
      StoredBattles battles,
      KeyValueStore<String, byte[]> written,
      Cancellable loading,
      Cancellable writing) {
    Evaluations evaluations() {
      return battles.evaluations();
    }
  }

  @Override
  public void init(ProcessorContext<String, LiveEvaluation> context) {
    super.init(context);
    task =
        new Task(
            new StoredBattles(
                new BattleStore(context.getStateStore(EvaluationTopology.BATTLES)),
                new Evaluations(settings, context.currentSystemTimeMs()),
                PORTION),
            context.getStateStore(EvaluationTopology.WRITTEN),
            context.schedule(LOAD_INTERVAL, PunctuationType.WALL_CLOCK_TIME, time -> load()),
            context.schedule(WRITE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::write));
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("Kafka Streams initialises processors before it uses them");
    }
    return task;
  }

  private void load() {
    Task starting = task();
    if (starting.battles().addPortion()) {
      starting.loading().cancel();
      removeOutdated(starting);
    }
  }

  /** Removes the records whose windows ended while the task did not run. */
  private void removeOutdated(Task starting) {
    Set<String> current = new HashSet<>();
    starting.evaluations().sums().keySet().forEach(key -> current.add(key.text()));
    List<String> outdated = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> written = starting.written().all()) {
      while (written.hasNext()) {
        String key = written.next().key;
        if (!current.contains(key)) {
          outdated.add(key);
        }
      }
    }
    outdated.forEach(key -> write(starting, key, null));
  }

  @Override
  public void process(Record<String, Battle> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    codec.activity().processing(place.topic(), place.partition(), place.offset());
    try {
      task().battles().replace(BattleKey.parse(record.key()), record.value());
    } finally {
      codec.activity().done();
    }
    codec.budget().answered(new TopicPartition(place.topic(), place.partition()), place.offset());
  }

  private void write(long systemTime) {
    Task current = task();
    if (!current.battles().isComplete()) {
      return;
    }
    Evaluations evaluations = current.evaluations();
    evaluations.expire(systemTime);
    int drained =
        evaluations.drainChanged(
            MAX_WRITTEN, key -> write(current, key.text(), evaluations.record(key).orElse(null)));
    if (drained > 0) {
      listener.evaluated(LastDay.of(evaluations, systemTime));
    }
  }

  /** Writes a record unless it is the one that was written last. */
  private void write(Task current, String key, @Nullable LiveEvaluation record) {
    byte[] bytes = record == null ? null : bytes(record);
    if (Arrays.equals(bytes, current.written().get(key))) {
      return;
    }
    current.written().put(key, bytes);
    Record<String, LiveEvaluation> written =
        new Record<>(key, record, context().currentSystemTimeMs());
    SinkForwarding.run(context().taskId(), () -> context().forward(written));
  }

  private static byte[] bytes(LiveEvaluation record) {
    try {
      return Utils.toArray(record.toByteBuffer());
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
  }

  /** A task that Kafka Streams revives keeps its punctuations, and initialises this again. */
  @Override
  public void close() {
    if (task != null) {
      task.loading().cancel();
      task.writing().cancel();
      task = null;
    }
    listener.evaluated(List.of());
  }
}
