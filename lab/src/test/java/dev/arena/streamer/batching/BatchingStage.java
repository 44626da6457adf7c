package dev.arena.streamer.batching;

import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.StreamsClients;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.ServedTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A topology with two input partitions, one output partition, and a {@link BatchingProcessor}
 * between them.
 */
final class BatchingStage implements AutoCloseable {
  static final BatchingOptions OPTIONS =
      new BatchingOptions(
          "score", 100, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1));

  /** A commit interval so long that every commit in the test is a requested one. */
  static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(2);

  private final String name = "g-" + UUID.randomUUID().toString().substring(0, 8);
  private final TopicPartition in = new TopicPartition(name + ".in", 0);
  private final TopicPartition out = new TopicPartition(name + ".out", 0);
  private final String bootstrap;
  private final Path state;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Integer> results = new ArrayList<>();
  private volatile @Nullable Throwable failure;

  BatchingStage(LocalServers servers, Path state) throws Exception {
    this.bootstrap = servers.kafka().bootstrapServers();
    this.state = state;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    ServedTopics.create(
        admin,
        List.of(new NewTopic(in.topic(), 2, (short) 1), new NewTopic(out.topic(), 1, (short) 1)));
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(out));
    consumer.seekToBeginning(List.of(out));
  }

  /** Writes the values from 0 to count - 1 to partition 0, in this order. */
  void produce(int count) {
    produce(0, IntStream.range(0, count).toArray());
  }

  /** Writes values in this order. */
  void produce(int partition, int... values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int value : values) {
        producer.send(new ProducerRecord<>(in.topic(), partition, null, new byte[] {(byte) value}));
      }
    }
  }

  KafkaStreams start(BatchingSupplier<byte[], byte[], byte[]> scoring) {
    return start(scoring, Duration.ofMillis(50));
  }

  KafkaStreams start(BatchingSupplier<byte[], byte[], byte[]> scoring, Duration commitInterval) {
    return started(new KafkaStreams(topology(scoring), settings(commitInterval)));
  }

  /**
   * Starts a stream whose clients lower the offsets that they commit, as the scorer does.
   *
   * @param guarantee such as {@code exactly_once_v2}
   */
  KafkaStreams startLowering(
      BatchingSupplier<byte[], byte[], byte[]> scoring, Duration commitInterval, String guarantee) {
    Properties settings = settings(commitInterval);
    settings.put("processing.guarantee", guarantee);
    StreamsClients clients =
        new StreamsClients(
            InputBudget.inHeap(Runtime.getRuntime().maxMemory()),
            scoring.work(),
            scoring.offsets());
    return started(applying(scoring, new KafkaStreams(topology(scoring), settings, clients)));
  }

  /** A broken copy of {@link #startLowering}: nothing lowers the offsets. */
  KafkaStreams startWithoutLowering(
      BatchingSupplier<byte[], byte[], byte[]> scoring, Duration commitInterval) {
    return started(
        applying(scoring, new KafkaStreams(topology(scoring), settings(commitInterval))));
  }

  private static KafkaStreams applying(
      BatchingSupplier<byte[], byte[], byte[]> scoring, KafkaStreams streams) {
    streams.setStateListener(
        (now, before) -> scoring.offsets().apply(now == KafkaStreams.State.RUNNING));
    return streams;
  }

  private Topology topology(BatchingSupplier<byte[], byte[], byte[]> scoring) {
    Topology topology = new Topology();
    topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), in.topic());
    topology.addProcessor("score", scoring, "in");
    topology.addProcessor("publish", Publisher::new, "score");
    topology.addSink(
        "out", out.topic(), new ByteArraySerializer(), new ByteArraySerializer(), "publish");
    return topology;
  }

  private Properties settings(Duration commitInterval) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("application.id", name);
    settings.put("state.dir", state.toString());
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("commit.interval.ms", commitInterval.toMillis());
    settings.put(
        "producer.transaction.timeout.ms", (int) commitInterval.plusSeconds(10).toMillis());
    settings.put("poll.ms", 2);
    settings.put("auto.offset.reset", "earliest");
    settings.put("processing.exception.handler.global.enabled", true);
    return settings;
  }

  private KafkaStreams started(KafkaStreams streams) {
    streams.setUncaughtExceptionHandler(
        thrown -> {
          failure = thrown;
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
    return streams;
  }

  /**
   * Starts a new stream after the previous one was closed. The previous one may still be a member
   * of the group, even if its thread died, and the group would wait for its session to time out.
   */
  KafkaStreams restart(BatchingSupplier<byte[], byte[], byte[]> scoring) throws Exception {
    Eventually.holds(
        () -> {
          boolean left =
              admin
                  .describeConsumerGroups(List.of(name))
                  .describedGroups()
                  .get(name)
                  .get(1, TimeUnit.MINUTES)
                  .members()
                  .isEmpty();
          if (!left) {
            admin
                .removeMembersFromConsumerGroup(name, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get(1, TimeUnit.MINUTES);
          }
          return left;
        },
        () -> "the group still has members");
    return start(scoring);
  }

  /** Returns the exception that ended a stream thread; null if there is none. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Returns the committed offset of input partition 0; 0 before the first commit. */
  long committed() {
    try {
      var offset =
          admin
              .listConsumerGroupOffsets(name)
              .partitionsToOffsetAndMetadata()
              .get(1, TimeUnit.MINUTES)
              .get(in);
      return offset == null ? 0 : offset.offset();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Returns the committed results so far. */
  List<Integer> results() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
      results.add((int) record.value()[0]);
    }
    return List.copyOf(results);
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }

  private static final class Publisher
      extends ContextualProcessor<byte[], AsyncResult<byte[], byte[]>, byte[], byte[]> {
    @Override
    public void process(Record<byte[], AsyncResult<byte[], byte[]>> record) {
      if (record.value() instanceof AsyncResult.Scored<byte[], byte[]> scored) {
        context().forward(record.withValue(scored.result()));
      } else {
        throw new IllegalStateException("the model is broken");
      }
    }
  }
}
