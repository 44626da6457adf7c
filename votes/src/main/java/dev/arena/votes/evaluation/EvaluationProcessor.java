package dev.arena.votes.evaluation;

import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
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
   */
  private record Task(
      BattleStore battles,
      KeyValueStore<String, byte[]> written,
      Evaluations evaluations,
      Admission admission) {}

  @Override
  public void init(ProcessorContext<String, LiveEvaluation> context) {
    super.init(context);
    task = null;
    context.schedule(WRITE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::write);
  }

  /** The task; adds up the stored battles first if this is the first call after its start. */
  private Task task() {
    Task current = task;
    if (current == null) {
      current =
          new Task(
              new BattleStore(context().getStateStore(EvaluationTopology.BATTLES)),
              context().getStateStore(EvaluationTopology.WRITTEN),
              new Evaluations(settings, context().currentSystemTimeMs()),
              new Admission());
      addStored(current);
      task = current;
    }
    return current;
  }

  private void addStored(Task starting) {
    starting
        .battles()
        .forEach(
            new BattleStore.Reader() {
              @Override
              public void battle(VoteId id, EvaluatedBattle battle) {
                starting.admission().known(id.kind(), battle);
                starting.evaluations().add(id, battle);
              }

              @Override
              public void pair(List<PairVote> votes) {
                starting.evaluations().recombine(List.of(), votes);
              }
            });
    removeOutdated(starting);
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
      replace(task(), VoteId.parse(record.key()), record.value());
    } finally {
      codec.activity().done();
    }
    codec.budget().answered(new TopicPartition(place.topic(), place.partition()), place.offset());
  }

  private static void replace(Task task, VoteId id, @Nullable Battle battle) {
    EvaluatedBattle before = task.battles().get(id);
    EvaluatedBattle after =
        battle == null
            ? null
            : EvaluatedBattle.of(battle)
                .flatMap(read -> task.admission().admit(id.kind(), read))
                .orElse(null);
    if (before == null ? after == null : before.equals(after)) {
      return;
    }
    List<PairVote> votesBefore = task.battles().combined(id.pairId());
    task.battles().put(id, after);
    task.evaluations().recombine(votesBefore, task.battles().combined(id.pairId()));
    if (before != null) {
      task.evaluations().remove(id, before);
    }
    if (after != null) {
      task.evaluations().add(id, after);
    }
  }

  private void write(long systemTime) {
    Task current = task();
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
      ByteBuffer buffer = record.toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
  }

  @Override
  public void close() {
    task = null;
    listener.evaluated(List.of());
  }
}
