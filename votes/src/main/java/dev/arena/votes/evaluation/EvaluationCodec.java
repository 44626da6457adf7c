package dev.arena.votes.evaluation;

import dev.arena.kafka.record.CheckedDeserializer;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.CheckedSerializer;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.serde.ArenaSerdes;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The readers and writers of records, and what is notified of them.
 *
 * @param battles reads battles; is not called for a null value, which is a withdrawn battle
 * @param evaluations writes the sums
 * @param unknown counts records whose schema the registry does not know
 * @param budget receives the offsets of processed records
 * @param activity is told when a record is processed
 */
public record EvaluationCodec(
    Deserializer<ReadRecord<Battle>> battles,
    Serializer<LiveEvaluation> evaluations,
    UnknownSchemas unknown,
    InputBudget budget,
    ThreadActivity activity)
    implements AutoCloseable {
  /** More than any battle takes. */
  private static final int MAX_BATTLE_BYTES = 1024 * 1024;

  /**
   * The readers and writers of a service; shared by all runs of Kafka Streams, one after another.
   *
   * @param unknown counts for all topics of the service
   * @param budget limits what is read from all topics of the service
   * @param activity is notified when a record is read and when it is processed
   */
  public static EvaluationCodec of(
      RegistryAccess registry,
      UnknownSchemas unknown,
      InputBudget budget,
      ThreadActivity activity) {
    return new EvaluationCodec(
        new CheckedDeserializer<>(
            new CheckedDeserializer.Format<>(
                Battle.class.getSimpleName(),
                MAX_BATTLE_BYTES,
                ArenaSerdes.of(Battle.class, registry.client(), registry.settings())
                    .deserializer()),
            registry.lookup(),
            System::nanoTime,
            activity),
        new CheckedSerializer<>(
            ArenaSerdes.evaluations(registry.settings()).serializer(), "evaluations"),
        unknown,
        budget,
        activity);
  }

  @Override
  public void close() {
    evaluations.close();
    battles.close();
  }
}
