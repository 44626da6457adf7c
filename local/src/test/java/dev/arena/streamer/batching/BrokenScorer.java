package dev.arena.streamer.batching;

import dev.arena.local.load.StandInScorer;
import dev.arena.local.prove.ProvedScorer;
import dev.arena.local.servers.LocalScorer;
import dev.arena.models.DeviceException;
import dev.arena.models.Score;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.Batching;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.models.config.Configuration;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.cluster.ClusterCheck;
import dev.arena.streamer.cluster.RegistryCheck;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.deadletter.DeadLetterLog;
import dev.arena.streamer.deadletter.RecordRoom;
import dev.arena.streamer.deadletter.TopicLimit;
import dev.arena.streamer.progress.ThreadActivity;
import dev.arena.streamer.topology.ArenaTopology;
import dev.arena.streamer.topology.PairDeserializer;
import dev.arena.streamer.topology.SchemaLookup;
import dev.arena.streamer.topology.TopicNames;
import dev.arena.streamer.topology.UnknownSchemas;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Copies of the scorer, each with one part broken, which the fault harness must tell from the real
 * one. Everything else is as {@code StreamApplication} puts it together.
 */
public final class BrokenScorer {
  /** What the local broker and the shipped producer allow. */
  private static final RecordRoom ROOM =
      new RecordRoom(
          StreamsSettings.MAX_REQUEST_BYTES,
          "zstd",
          new TopicLimit(StreamsSettings.MAX_REQUEST_BYTES, Optional.empty()));

  /**
   * Of the copy without the gate: small batches, so that work lasts long after a kill is due, and a
   * second's worth of pairs in flight at each commit, which the kill loses whenever it comes.
   */
  private static final Batching SLOWLY = new Batching(16, 1);

  private static final Duration PER_BATCH = Duration.ofMillis(250);

  /** The part that is broken. */
  public enum Part {
    /** Nobody drains before offsets are committed. */
    GATE,
    /** What was answered last is forwarded first. */
    ORDER,
    /** Records that cannot be scored are dropped. */
    DEAD_LETTERS
  }

  private BrokenScorer() {}

  /** How to start it as a child. */
  public static LocalScorer.Program program(Part broken, Path mood) {
    return new LocalScorer.Program(
        BrokenScorer.class.getName(), List.of(broken.name(), mood.toString()));
  }

  /**
   * Runs until it is stopped.
   *
   * @param arguments the broken part, the folder of the stand-in's mood, and settings
   */
  public static void main(String[] arguments) throws InterruptedException {
    Part broken = Part.valueOf(arguments[0]);
    ProvedScorer standIn = new ProvedScorer(Path.of(arguments[1]));
    Configuration configuration =
        StandInScorer.configuration(List.of(arguments).subList(2, arguments.length));
    Connection connection = new Connection(configuration);
    TopicNames topics = connection.topics();
    createTopics(configuration, connection, topics);
    SchemaRegistryClient registry = RegistryCheck.client(connection.registry());
    new RegistryCheck(registry, "the registry", connection.patience()).register(topics);
    ArenaTopology.Codec codec =
        new ArenaTopology.Codec(
            new PairDeserializer(
                new SchemaLookup(registry, () -> {}),
                ArenaSerdes.pairs(registry, connection.registry()).deserializer(),
                System::nanoTime),
            new UnknownSchemas(configuration.get(StreamerKeys.REGISTRY_UNKNOWN_LIMIT)),
            ArenaSerdes.preferences(connection.registry()).serializer(),
            new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));

    Batching batching = broken == Part.GATE ? SLOWLY : Batching.onCpu();
    MicroBatcher<ConversationPair, Score> batcher =
        new MicroBatcher<>(
            pairs -> {
              // so that something is in flight; not when a batch is done again pair by pair
              if (broken == Part.GATE && pairs.size() > 1) {
                LockSupport.parkNanos(PER_BATCH.toNanos());
              }
              return standIn.score(pairs);
            },
            BatcherOptions.<ConversationPair>limitedTo(batching.pairs(), 10_000)
                .withConcurrency(batching.concurrency())
                .withBroken(DeviceException.class::isInstance),
            Thread::new,
            System::nanoTime);
    KafkaStreams streams =
        new KafkaStreams(
            ArenaTopology.build(
                topics,
                codec,
                scoring(broken, batcher::submit, batching.inFlight()),
                new ArenaTopology.Author(Clock.systemUTC(), ROOM, age -> {})),
            settings(broken, configuration, batching.inFlight()));
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
    running.await();
    System.out.println("ready: broken part " + broken);
    new CountDownLatch(1).await();
  }

  private static ProcessorSupplier<
          byte[], ConversationPair, byte[], Outcome<ConversationPair, Score>>
      scoring(Part broken, AsyncFunction<ConversationPair, Score> function, int inFlight) {
    String name = ArenaTopology.SCORE;
    BatchingOptions options =
        new BatchingOptions(
            name,
            inFlight,
            StreamsSettings.COMMIT_DELAY,
            Duration.ofMillis(40),
            StreamsSettings.PATIENCE);
    return switch (broken) {
      case DEAD_LETTERS -> new BatchingSupplier<>(function, options, System::nanoTime);
      case GATE ->
          new BatchingSupplier<>(function, options, System::nanoTime, LeakyGate.builder(name));
      case ORDER -> new BackwardsSupplier<>(function, name);
    };
  }

  private static Properties settings(Part broken, Configuration configuration, int inFlight) {
    Properties settings =
        StreamsSettings.of(configuration, inFlight, new DeadLetterLog(System::nanoTime));
    settings.put(RecordRoom.CONFIG, ROOM);
    if (broken == Part.DEAD_LETTERS) {
      settings.remove(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    }
    return settings;
  }

  private static void createTopics(
      Configuration configuration, Connection connection, TopicNames topics)
      throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.patience())) {
      cluster.createMissing(
          topics,
          new ClusterCheck.NewTopics(
              configuration.find(StreamerKeys.TOPIC_PARTITIONS).orElse(null), null));
    }
  }
}
