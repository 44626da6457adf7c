package dev.arena.votes.evaluation;

import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Runs {@link Evaluations} in the task that sees all battles. */
final class EvaluationProcessor
    extends ContextualProcessor<String, Battle, String, LiveEvaluation> {
  /** How often changed sums are written, by the service's clock. */
  private static final Duration WRITE_INTERVAL = Duration.ofSeconds(1);

  /** How often stored battles are added up after a start, by the service's clock. */
  private static final Duration LOAD_INTERVAL = Duration.ofMillis(10);

  /** How many stored battles or records are looked at each time; this takes about 0.2 s. */
  private static final int PORTION = 5_000;

  /** How many records are written or removed at most, so that a transaction stays short. */
  private static final int MAX_WRITTEN = 10_000;

  private final EvaluationSettings settings;
  private final EvaluationCodec codec;
  private final EvaluationListener listener;
  private @Nullable Task task;

  /** The hour of the last sums that the listener received: an hour later, fewer votes count. */
  private long heardHour = Long.MIN_VALUE;

  EvaluationProcessor(
      EvaluationSettings settings, EvaluationCodec codec, EvaluationListener listener) {
    this.settings = settings;
    this.codec = codec;
    this.listener = listener;
  }

  /**
   * What an initialised processor has.
   *
   * @param loading is cancelled when all that is stored has been looked at
   * @param writing is cancelled at the end
   */
  private record Task(
      StoredBattles battles, WrittenEvaluations written, Cancellable loading, Cancellable writing) {
    Evaluations evaluations() {
      return battles.evaluations();
    }
  }

  @Override
  public void init(ProcessorContext<String, LiveEvaluation> context) {
    super.init(context);
    heardHour = Long.MIN_VALUE;
    task =
        new Task(
            new StoredBattles(
                new BattleStore(context.getStateStore(EvaluationTopology.BATTLES)),
                new Admission(context.getStateStore(EvaluationTopology.COUNTED)),
                new Evaluations(settings, context.currentSystemTimeMs()),
                PORTION),
            new WrittenEvaluations(context.getStateStore(EvaluationTopology.WRITTEN)),
            context.schedule(LOAD_INTERVAL, PunctuationType.WALL_CLOCK_TIME, time -> load()),
            context.schedule(WRITE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::write));
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("Kafka Streams initialises processors before it uses them");
    }
    return task;
  }

  /** Adds up what is stored; then removes the records whose windows ended in the meantime. */
  private void load() {
    Task starting = task();
    if (!starting.battles().addPortion()) {
      return;
    }
    starting
        .written()
        .outdated(PORTION, starting.evaluations().sums()::containsKey)
        .forEach(key -> write(starting, key, null));
    if (starting.written().isCompared()) {
      starting.loading().cancel();
    }
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
    evaluations.expire(systemTime, MAX_WRITTEN);
    int drained =
        evaluations.drainChanged(
            MAX_WRITTEN, key -> write(current, key.text(), evaluations.record(key).orElse(null)));
    long hour = Math.floorDiv(systemTime, EvaluationKey.HOUR);
    if (drained > 0 || hour != heardHour) {
      heardHour = hour;
      listener.evaluated(current, LastDay.of(evaluations, systemTime));
    }
  }

  /** Writes a record unless it is the one that was written last. */
  private void write(Task current, String key, @Nullable LiveEvaluation record) {
    if (current.written().replace(key, record)) {
      Record<String, LiveEvaluation> written =
          new Record<>(key, record, context().currentSystemTimeMs());
      SinkForwarding.run(context().taskId(), () -> context().forward(written));
    }
  }

  /** A task that Kafka Streams revives keeps its punctuations, and initialises this again. */
  @Override
  public void close() {
    if (task != null) {
      task.loading().cancel();
      task.writing().cancel();
      listener.ended(task);
      task = null;
    }
  }
}
