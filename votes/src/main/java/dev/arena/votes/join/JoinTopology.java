package dev.arena.votes.join;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.OneWaySerdes;
import dev.arena.kafka.record.ReadGateProcessor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The part of a service's topology that joins votes:
 *
 * <pre>
 * votes topic --------> votes --------> turn-votes --------> select-key-votes --------\
 * preferences topics --> preferences --> turn-preferences --> select-key-preferences --+--> by-pair
 *
 * by-pair --> join --> battles topic, partition of the pair's id
 *                \---> dead-letter topic
 * </pre>
 *
 * A record that cannot be read fails in a {@code turn} node, and a vote that is not valid on its
 * own in {@code select-key-votes}; the handler in {@code dev.arena.kafka.deadletter} turns both
 * into dead letters. {@code by-pair} is an internal topic in which the votes on a pair and the
 * preferences for it are in one partition. One task reads the partitions with the same number of
 * all input topics, in the order of their timestamps.
 *
 * @param clock the service's clock, which bounds stream time
 * @param counts receives what happens
 * @param portion how many votes one record or one punctuation may time out, and how many it may
 *     join again
 */
public record JoinTopology(
    JoinSettings settings, JoinCodec codec, InstantSource clock, JoinCounts counts, int portion) {
  /** The name of the internal topic, after the application id. */
  static final String BY_PAIR = "by-pair";

  /** The name of the node that writes battles. */
  static final String BATTLES = "battles";

  /** The name of the node that writes dead letters. */
  static final String DEAD_LETTERS = "dead-letters";

  private static final String JOIN = "join";

  private static final int PORTION = 1000;

  /** With a portion that a transaction can hold. */
  public JoinTopology(
      JoinSettings settings, JoinCodec codec, InstantSource clock, JoinCounts counts) {
    this(settings, codec, clock, counts, PORTION);
  }

  /** The whole topology of a service that only joins. */
  Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    addStreams(builder);
    Topology topology = builder.build();
    addSinks(topology);
    return topology;
  }

  /**
   * The name of the internal topic.
   *
   * @param applicationId with which it begins
   */
  public static String byPairTopic(String applicationId) {
    return "%s-%s-repartition".formatted(applicationId, BY_PAIR);
  }

  /**
   * The names of all topics that Kafka Streams creates for the join.
   *
   * @param applicationId with which they begin
   */
  public static List<String> internalTopics(String applicationId) {
    List<String> topics = new ArrayList<>();
    topics.add(byPairTopic(applicationId));
    JoinStores.NAMES.forEach(
        store -> topics.add("%s-%s-changelog".formatted(applicationId, store)));
    return topics;
  }

  /** Adds everything but the sinks. */
  public void addStreams(StreamsBuilder builder) {
    KStream<String, JoinInput> votes =
        read(builder, List.of(settings.votes()), codec.votes(), "votes")
            .process(
                () -> new VoteKeySelector(codec.watch().budget()), Named.as("select-key-votes"));
    KStream<String, JoinInput> preferences =
        read(builder, settings.preferences(), codec.preferences(), "preferences")
            .process(
                () -> new PreferenceKeySelector(codec.watch().budget(), counts),
                Named.as("select-key-preferences"));
    votes
        .merge(preferences, Named.as("merge"))
        .repartition(
            Repartitioned.<String, JoinInput>as(BY_PAIR)
                .withNumberOfPartitions(settings.byPairPartitions())
                .withKeySerde(Serdes.String())
                .withValueSerde(StoredFormats.INPUT.serde()))
        .process(new JoinSupplier(settings, codec.watch(), counts, portion), Named.as(JOIN));
  }

  /** Adds the sinks to what was built from {@link #addStreams}. */
  public void addSinks(Topology topology) {
    topology.addSink(
        BATTLES,
        settings.battles(),
        new ByteArraySerializer(),
        new JoinResult.BattleSerializer(codec.battles()),
        new JoinResult.ByPair(),
        JOIN);
    topology.addSink(
        DEAD_LETTERS,
        settings.deadLetters(),
        new ByteArraySerializer(),
        new JoinResult.DeadLetterSerializer(),
        JOIN);
  }

  private <T> KStream<byte[], T> read(
      StreamsBuilder builder,
      List<String> topics,
      Deserializer<ReadRecord<T>> values,
      String name) {
    return builder.stream(
            topics,
            Consumed.with(Serdes.ByteArray(), OneWaySerdes.readOnly(values))
                .withTimestampExtractor(new ClampedTime(clock))
                .withName(name))
        .process(
            () ->
                new ReadGateProcessor<T>(
                    codec.unknown(), codec.watch().budget(), codec.watch().activity()),
            Named.as("turn-" + name));
  }

  /**
   * Creates the processor of each task, and its stores.
   *
   * @param counts shared by all tasks
   */
  private record JoinSupplier(
      JoinSettings settings, JoinCodec.Watch watch, JoinCounts counts, int portion)
      implements ProcessorSupplier<String, JoinInput, byte[], JoinResult> {
    @Override
    public Processor<String, JoinInput, byte[], JoinResult> get() {
      return new JoinProcessor(settings, watch, counts, portion);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return JoinStores.builders();
    }
  }
}
