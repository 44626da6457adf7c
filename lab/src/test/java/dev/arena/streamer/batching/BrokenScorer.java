package dev.arena.streamer.batching;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.record.CheckedDeserializer;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.SchemaLookup;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.lab.load.StandInScorer;
import dev.arena.lab.prove.FaultInjectingScorer;
import dev.arena.models.Score;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import dev.arena.servers.LocalService;
import dev.arena.streamer.config.ScorerService;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.topology.ArenaTopology;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Copies of the scorer with one broken part each, which the fault harness must distinguish from the
 * real one. Everything else is assembled as in {@code StreamApplication}.
 */
public final class BrokenScorer {
  /** The limit of the local broker and of the shipped producer. */
  private static final RecordSizeLimit SIZE_LIMIT =
      new RecordSizeLimit(
          Connection.MAX_REQUEST_BYTES,
          "zstd",
          new TopicLimit(Connection.MAX_REQUEST_BYTES, Optional.empty()));

  /** Longer than a test, because the copy with the broken order requests commits itself. */
  private static final Duration COMMIT_INTERVAL = Duration.ofMinutes(10);

  private static final Duration TRANSACTION_TIMEOUT = COMMIT_INTERVAL.plusMinutes(1);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  /** The part that is broken. */
  public enum Part {
    /**
     * Commits offsets without waiting for pairs in flight. The first process answers nothing and
     * ends once the offset of an unanswered pair is committed ({@link DiesOnceCommitted}); the next
     * process answers all pairs.
     */
    GATE,
    /** Forwards the last result first ({@link BackwardsSupplier}). */
    ORDER,
    /** Drops records that cannot be scored. */
    DEAD_LETTERS
  }

  private BrokenScorer() {}

  /** Returns the program to start as a child process. */
  public static LocalService.Program program(Part broken, Path switchFolder) {
    return LocalService.Program.scorer(
        BrokenScorer.class.getName(), List.of(broken.name(), switchFolder.toString()));
  }

  /**
   * Runs until the process is stopped.
   *
   * @param arguments the broken part, the folder of the stand-in's switches, and settings
   */
  public static void main(String[] arguments) throws InterruptedException {
    Part broken = Part.valueOf(arguments[0]);
    FaultInjectingScorer standIn = new FaultInjectingScorer(Path.of(arguments[1]));
    Configuration configuration =
        StandInScorer.configuration(List.of(arguments).subList(2, arguments.length));
    Connection connection = new Connection(configuration);
    TopicNames topics = connection.topics();
    createTopics(configuration, connection, topics);
    SchemaRegistryClient registry = RegistryClients.open(connection.registry());
    new RegistryCheck(registry, "the registry", connection.timeout()).register(topics.schemas());
    ThreadActivity activity = activity();
    ArenaTopology.Codec codec =
        new ArenaTopology.Codec(
            new CheckedDeserializer<>(
                new CheckedDeserializer.Format<>(
                    "ConversationPair",
                    configuration.get(StreamerKeys.PAIR_MAX_BYTES),
                    StreamerKeys.PAIR_MAX_BYTES,
                    ArenaSerdes.of(ConversationPair.class, registry, connection.registry())
                        .deserializer()),
                new SchemaLookup(registry, () -> {}),
                System::nanoTime,
                activity),
            new UnknownSchemas(configuration.get(StreamerKeys.REGISTRY_UNKNOWN_LIMIT)),
            InputBudget.inHeap(Runtime.getRuntime().maxMemory()),
            ArenaSerdes.preferences(connection.registry()).serializer());

    BatchingPlan batching = BatchingPlan.onCpu();
    MicroBatcher<ConversationPair, Score> batcher =
        new MicroBatcher<>(
            standIn::score,
            BatcherOptions.<ConversationPair>limitedTo(batching.pairs(), 10_000)
                .withConcurrency(batching.concurrency())
                .withBroken(DeviceException.class::isInstance),
            Thread::new,
            System::nanoTime);
    AsyncFunction<ReadRecord<ConversationPair>, Score> scoring =
        ArenaTopology.scoring(batcher::submit);
    ProcessorSupplier<
            byte[],
            ReadRecord<ConversationPair>,
            byte[],
            AsyncResult<ReadRecord<ConversationPair>, Score>>
        stage =
            switch (broken) {
              case DEAD_LETTERS ->
                  new BatchingSupplier<>(
                      scoring, options(batching.inFlight()), System::nanoTime, activity());
              case GATE ->
                  withoutGate(
                      scoring,
                      options(batching.inFlight()),
                      connection,
                      Path.of(arguments[1], "died"));
              case ORDER -> new BackwardsSupplier<>(scoring, ArenaTopology.SCORE);
            };
    KafkaStreams streams =
        new KafkaStreams(
            ArenaTopology.build(
                topics,
                codec,
                stage,
                new ArenaTopology.AnswerSettings(Clock.systemUTC(), SIZE_LIMIT, age -> {})),
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
    if (!running.await(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "not running within %s: %s".formatted(START_TIMEOUT, streams.state()));
    }
    System.out.println("ready: broken part " + broken);
  }

  private static BatchingOptions options(int inFlight) {
    return new BatchingOptions(
        ArenaTopology.SCORE,
        inFlight,
        StreamsSettings.COMMIT_DELAY,
        Duration.ofMillis(40),
        StreamsSettings.TIMEOUT);
  }

  private static ProcessorSupplier<
          byte[],
          ReadRecord<ConversationPair>,
          byte[],
          AsyncResult<ReadRecord<ConversationPair>, Score>>
      withoutGate(
          AsyncFunction<ReadRecord<ConversationPair>, Score> function,
          BatchingOptions options,
          Connection connection,
          Path marker) {
    boolean dies = !DiesOnceCommitted.hasDied(marker);
    BatchingSupplier<byte[], ReadRecord<ConversationPair>, Score> stage =
        new BatchingSupplier<>(
            dies ? record -> new CompletableFuture<>() : function,
            options,
            System::nanoTime,
            activity(),
            LeakyGate.builder(options.name()));
    if (!dies) {
      return stage;
    }
    DiesOnceCommitted<byte[], ReadRecord<ConversationPair>, Score> dying =
        new DiesOnceCommitted<>(stage);
    dying.watch(connection, marker);
    return dying;
  }

  private static ThreadActivity activity() {
    return new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);
  }

  private static Properties settings(Part broken, Configuration configuration, int inFlight) {
    Properties settings =
        StreamsSettings.of(configuration, inFlight, inFlight, new DeadLetterLog(System::nanoTime));
    settings.put(RecordSizeLimit.CONFIG, SIZE_LIMIT);
    if (broken == Part.DEAD_LETTERS) {
      settings.remove(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    }
    if (broken == Part.ORDER) {
      settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
      settings.put(
          StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          (int) TRANSACTION_TIMEOUT.toMillis());
    }
    return settings;
  }

  private static void createTopics(
      Configuration configuration, Connection connection, TopicNames topics)
      throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      cluster.createMissing(
          ScorerService.topics(topics),
          new ClusterCheck.NewTopics(
              configuration.find(KafkaKeys.TOPIC_PARTITIONS).orElse(null), null));
    }
  }
}
