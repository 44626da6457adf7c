package dev.arena.votes.evaluation;

import dev.arena.kafka.record.OneWaySerdes;
import dev.arena.kafka.record.ReadGateProcessor;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Adds the evaluation to a topology:
 *
 * <pre>
 * battles topic --> battles-read --> turn-battles --> check-battles --> all-battles
 *
 * all-battles --> evaluate --> evaluations topic
 * </pre>
 *
 * {@code all-battles} is an internal topic with one partition, so one task sees all battles. Its
 * sums are in memory, and are computed again from the stored battles when the task starts.
 */
public final class EvaluationTopology {
  /** The name of the internal topic with all battles, after the application id. */
  static final String ALL_BATTLES = "all-battles";

  /** The store of the battles that count. */
  static final String BATTLES = "evaluated-battles";

  /** The store of the slices, scorers and kinds of votes that are counted. */
  static final String COUNTED = "evaluation-counted";

  /** The store of what was written to the topic of evaluations. */
  static final String WRITTEN = "evaluations-written";

  private EvaluationTopology() {}

  /**
   * The names of all topics that Kafka Streams creates for the evaluation.
   *
   * @param applicationId with which they begin
   */
  public static List<String> internalTopics(String applicationId) {
    return List.of(
        "%s-%s-repartition".formatted(applicationId, ALL_BATTLES),
        "%s-%s-changelog".formatted(applicationId, BATTLES),
        "%s-%s-changelog".formatted(applicationId, COUNTED),
        "%s-%s-changelog".formatted(applicationId, WRITTEN));
  }

  /**
   * Adds a stream of all battles in one partition, which several processors may read. The key is
   * that of the topic of battles, and a null value is a withdrawn battle.
   *
   * @param topic the topic of battles
   */
  public static KStream<String, Battle> allBattles(
      StreamsBuilder builder, String topic, EvaluationCodec codec) {
    return builder.stream(
            topic,
            Consumed.with(
                    Serdes.ByteArray(), OneWaySerdes.readOnly(BattleRecord.reader(codec.battles())))
                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                // what is added up does not depend on the timestamps of records
                .withTimestampExtractor(new WallclockTimestampExtractor())
                .withName("battles-read"))
        .process(
            () ->
                new ReadGateProcessor<Optional<Battle>>(
                    codec.unknown(), codec.budget(), codec.activity()),
            Named.as("turn-battles"))
        .process(() -> new BattleCheckProcessor(codec.budget()), Named.as("check-battles"))
        .repartition(
            Repartitioned.<String, Battle>as(ALL_BATTLES)
                .withKeySerde(Serdes.String())
                .withValueSerde(BattleFormat.BATTLE.serde())
                .withNumberOfPartitions(1));
  }

  /**
   * Adds the evaluation of all battles.
   *
   * @param battles from {@link #allBattles}
   * @param listener receives the sums each time they were written
   */
  public static void addTo(
      KStream<String, Battle> battles,
      EvaluationSettings settings,
      EvaluationCodec codec,
      EvaluationListener listener) {
    battles
        .process(new EvaluationSupplier(settings, codec, listener), Named.as("evaluate"))
        .to(
            settings.evaluation(),
            Produced.with(Serdes.String(), OneWaySerdes.writeOnly(codec.evaluations()))
                .withName("evaluations"));
  }

  /** Creates the processor of the task, and its stores. */
  private record EvaluationSupplier(
      EvaluationSettings settings, EvaluationCodec codec, EvaluationListener listener)
      implements ProcessorSupplier<String, Battle, String, LiveEvaluation> {
    @Override
    public Processor<String, Battle, String, LiveEvaluation> get() {
      return new EvaluationProcessor(settings, codec, listener);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(BATTLES),
              Serdes.String(),
              EvaluatedBattleFormat.BATTLE.serde()),
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(COUNTED), Serdes.String(), Serdes.ByteArray()),
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(WRITTEN), Serdes.String(), Serdes.ByteArray()));
    }
  }
}
