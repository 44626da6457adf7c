package dev.arena.streamer.topology;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.deadletter.ScoringReason;
import dev.arena.kafka.record.CheckedDeserializer;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.CheckedSerializer;
import dev.arena.kafka.record.RecordTime;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.SinkForwarding;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.streamer.batching.AsyncFunction;
import dev.arena.streamer.batching.AsyncResult;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Builds the topology:
 *
 * <pre>
 * pairs topic --> read --> score --> publish --> preferences topic, same partition number
 *                                       \
 *                                        `----> dead-letter topic, by the error handler
 * </pre>
 *
 * Keys are opaque bytes. A record that cannot be read, and a pair that cannot be scored, fails in
 * {@code publish} when its turn comes: after all records before it in its partition are published,
 * so that no commit covers its dead letter but not the record. The handler in {@code
 * dev.arena.kafka.deadletter} makes the dead letter.
 */
public final class ArenaTopology {
  /** The name of the node that batches pairs, and of its commit gate. */
  public static final String SCORE = "score";

  private static final String READ = "read";
  private static final String PUBLISH = "publish";
  private static final String ANSWER = "answer";

  private ArenaTopology() {}

  /**
   * The readers and writers of records.
   *
   * @param pairs reads pairs
   * @param unknown counts records whose schema the registry does not know
   * @param budget receives the answered offsets
   * @param preferences writes preferences
   */
  public record Codec(
      CheckedDeserializer<ConversationPair> pairs,
      UnknownSchemas unknown,
      InputBudget budget,
      Serializer<Preference> preferences)
      implements AutoCloseable {
    /**
     * The readers and writers of a scorer; shared by all runs of Kafka Streams, one after another.
     *
     * @param activity is notified when a record is read
     */
    public static Codec of(
        Configuration configuration, RegistryAccess registry, ThreadActivity activity) {
      return new Codec(
          new CheckedDeserializer<>(
              new CheckedDeserializer.Format<>(
                  "ConversationPair",
                  configuration.get(StreamerKeys.PAIR_MAX_BYTES),
                  StreamerKeys.PAIR_MAX_BYTES,
                  ArenaSerdes.of(ConversationPair.class, registry.client(), registry.settings())
                      .deserializer()),
              registry.lookup(),
              System::nanoTime,
              activity),
          new UnknownSchemas(configuration.get(StreamerKeys.REGISTRY_UNKNOWN_LIMIT)),
          InputBudget.inHeap(Runtime.getRuntime().maxMemory()),
          new CheckedSerializer<>(
              ArenaSerdes.preferences(registry.settings()).serializer(), "preferences"));
    }

    @Override
    public void close() {
      preferences.close();
      pairs.close();
    }
  }

  /**
   * The topology of one scorer.
   *
   * @param scoring turns each record into a result: a {@link
   *     dev.arena.streamer.batching.BatchingSupplier} of {@link #scoring}
   * @param settings how preferences are written
   */
  public static Topology build(
      TopicNames topics,
      Codec codec,
      ProcessorSupplier<
              byte[],
              ReadRecord<ConversationPair>,
              byte[],
              AsyncResult<ReadRecord<ConversationPair>, Score>>
          scoring,
      AnswerSettings settings) {
    Topology topology = new Topology();
    topology.addSource(
        (AutoOffsetReset) null,
        READ,
        new RecordTime(settings.clock()),
        new ByteArrayDeserializer(),
        codec.pairs(),
        topics.pairs());
    topology.addProcessor(SCORE, scoring, READ);
    topology.addProcessor(PUBLISH, () -> new PublishingProcessor(settings, codec), SCORE);
    topology.addSink(
        ANSWER,
        topics.preferences(),
        new ByteArraySerializer(),
        new AnswerSerializer(codec.preferences()),
        new SamePartition(),
        PUBLISH);
    return topology;
  }

  /** Scores the records that are pairs. Any other has failed already, and waits for its turn. */
  public static AsyncFunction<ReadRecord<ConversationPair>, Score> scoring(
      AsyncFunction<ConversationPair, Score> pairs) {
    return new AsyncFunction<>() {
      @Override
      public CompletableFuture<Score> submit(ReadRecord<ConversationPair> read)
          throws InterruptedException {
        if (read instanceof ReadRecord.Value<ConversationPair> pair) {
          return pairs.submit(pair.value());
        }
        return CompletableFuture.failedFuture(new NotAPairException());
      }

      @Override
      public void flush() {
        pairs.flush();
      }
    };
  }

  /** A record is not a pair; its {@link ReadRecord} says what it is instead. */
  private static final class NotAPairException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAPairException() {
      super("the record is not a pair", null, false, false);
    }
  }

  /**
   * The settings for writing preferences.
   *
   * @param clock gives the time at which a pair was scored
   * @param sizeLimit how large a preference may be
   * @param age receives the age of each record in milliseconds, by its timestamp, when its
   *     preference is written
   */
  public record AnswerSettings(InstantSource clock, RecordSizeLimit sizeLimit, LongConsumer age) {}

  /** Sends each answer to the partition of the same number as its pair's, regardless of the key. */
  private static final class SamePartition implements StreamPartitioner<byte[], Answer> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, Answer answer, int numPartitions) {
      return Optional.of(Set.of(answer.partition()));
    }
  }

  /** Writes the preference of an answer; the partition is for {@link SamePartition} only. */
  private record AnswerSerializer(Serializer<Preference> preferences)
      implements Serializer<Answer> {
    @Override
    public byte[] serialize(String topic, Answer answer) {
      return preferences.serialize(topic, answer.preference());
    }

    @Override
    public byte[] serialize(String topic, Headers headers, Answer answer) {
      return preferences.serialize(topic, headers, answer.preference());
    }

    @Override
    public void close() {
      preferences.close();
    }
  }

  /**
   * A preference that is about to be written.
   *
   * @param preference the preference
   * @param partition the partition number of its pair, which is also its own
   */
  private record Answer(Preference preference, int partition) {}

  /**
   * Turns each score into a preference. For any other record, throws its failure, so that the error
   * handler sees the record that is at fault (docs/decisions/0023).
   */
  private static final class PublishingProcessor
      extends ContextualProcessor<
          byte[], AsyncResult<ReadRecord<ConversationPair>, Score>, byte[], Answer> {
    /** An upper bound on the size of a preference's other fields. */
    private static final int OWN_FIELDS = 1024;

    private final AnswerSettings settings;
    private final UnknownSchemas unknown;
    private final InputBudget budget;

    PublishingProcessor(AnswerSettings settings, Codec codec) {
      this.settings = settings;
      this.unknown = codec.unknown();
      this.budget = codec.budget();
    }

    @Override
    public void process(Record<byte[], AsyncResult<ReadRecord<ConversationPair>, Score>> record) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      TopicPartition partition = new TopicPartition(place.topic(), place.partition());
      budget.answered(partition, place.offset());
      ConversationPair pair = record.value().input().atItsTurn(unknown, partition, place.offset());
      if (record.value()
          instanceof AsyncResult.Scored<ReadRecord<ConversationPair>, Score> scored) {
        Preference preference =
            ScoredPreference.of(pair, place.offset(), scored.result(), settings.clock().instant());
        requireRoom(record.key(), preference, record.headers());
        SinkForwarding.run(
            context().taskId(),
            () -> context().forward(record.withValue(new Answer(preference, place.partition()))));
        settings.age().accept(preference.getScoredAt().toEpochMilli() - record.timestamp());
      } else if (record.value()
          instanceof AsyncResult.Failed<ReadRecord<ConversationPair>, Score> failed) {
        throw asException(failed.reason());
      }
    }

    /**
     * Key, headers, id, names and labels are copied from the pair, which may have arrived
     * compressed. A preference that no producer can write would stop the scorer at the same pair
     * forever.
     */
    private void requireRoom(byte @Nullable [] key, Preference preference, Headers headers) {
      byte[] copied =
          (preference.getId()
                  + preference.getModelA()
                  + preference.getModelB()
                  + labels(preference))
              .getBytes(StandardCharsets.UTF_8);
      byte[] value = Arrays.copyOf(copied, copied.length + OWN_FIELDS);
      if (!settings.sizeLimit().fits(key, value, headers)) {
        throw new DeadLetterException(
            ScoringReason.TOO_LARGE,
            "the pair's key, headers, id and names would not fit the topic of preferences, to which"
                + " they are copied; expected less than its max.message.bytes");
      }
    }

    private static String labels(Preference preference) {
      PairFacts facts = preference.getFacts();
      return facts == null ? "" : facts.getLanguage() + String.join(", ", facts.getCategory());
    }

    private static RuntimeException asException(Throwable reason) {
      if (reason instanceof UnscorablePairException) {
        return new DeadLetterException(
            ScoringReason.UNSCORABLE, String.valueOf(reason.getMessage()));
      }
      if (reason instanceof RuntimeException broken) {
        return broken;
      }
      return new IllegalStateException("scoring failed: " + reason, reason);
    }
  }
}
