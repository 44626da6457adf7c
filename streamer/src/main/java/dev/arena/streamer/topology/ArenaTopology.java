package dev.arena.streamer.topology;

import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.streamer.batching.AsyncResult;
import dev.arena.streamer.deadletter.RecordSizeLimit;
import dev.arena.streamer.progress.ThreadActivity;
import java.time.InstantSource;
import java.util.function.LongConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Builds the topology:
 *
 * <pre>
 * pairs topic --> read --> turn --> score --> publish --> preferences topic, same partition number
 *                            \                   \
 *                             `-------------------`----> dead-letter topic, by the error handler
 * </pre>
 *
 * Keys are bytes that nobody looks at. A record that cannot be read fails in {@code turn}, a pair
 * that cannot be scored in {@code publish}; the handler in {@code dev.arena.streamer.deadletter}
 * turns both into dead letters.
 */
public final class ArenaTopology {
  /** The node that batches, and the name of its commit gate. */
  public static final String SCORE = "score";

  private static final String READ = "read";
  private static final String TURN = "turn";
  private static final String PUBLISH = "publish";
  private static final String ANSWER = "answer";

  private ArenaTopology() {}

  /**
   * How records are read and written.
   *
   * @param pairs reads what is to be scored
   * @param unknown counts what names a schema that the registry does not know
   * @param budget told what was answered
   * @param preferences writes what is published
   * @param activity told of each record that is read or whose turn it is
   */
  public record Codec(
      PairDeserializer pairs,
      UnknownSchemas unknown,
      InputBudget budget,
      Serializer<Preference> preferences,
      ThreadActivity activity) {}

  /**
   * The topology of one scorer.
   *
   * @param scoring makes a result of each pair: a {@link
   *     dev.arena.streamer.batching.BatchingSupplier}
   * @param settings of the preferences
   */
  public static Topology build(
      TopicNames topics,
      Codec codec,
      ProcessorSupplier<byte[], ConversationPair, byte[], AsyncResult<ConversationPair, Score>>
          scoring,
      AnswerSettings settings) {
    Topology topology = new Topology();
    topology.addSource(
        (AutoOffsetReset) null,
        READ,
        new RecordTime(),
        new ByteArrayDeserializer(),
        new ObservedReader(codec.pairs(), codec.activity()),
        topics.pairs());
    topology.addProcessor(
        TURN, () -> new ReadGateProcessor(codec.unknown(), codec.budget(), codec.activity()), READ);
    topology.addProcessor(SCORE, scoring, TURN);
    topology.addProcessor(PUBLISH, () -> new PublishingProcessor(settings, codec.budget()), SCORE);
    topology.addSink(
        ANSWER,
        topics.preferences(),
        new ByteArraySerializer(),
        new AnswerSerializer(codec.preferences()),
        new SamePartition(),
        PUBLISH);
    return topology;
  }

  /**
   * How preferences are written.
   *
   * @param clock for the time at which a pair was scored
   * @param sizeLimit how large a preference may be
   * @param age receives the age of each record in milliseconds, by its timestamp, when its
   *     preference is written
   */
  public record AnswerSettings(InstantSource clock, RecordSizeLimit sizeLimit, LongConsumer age) {}
}
