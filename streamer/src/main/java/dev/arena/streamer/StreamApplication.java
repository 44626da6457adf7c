package dev.arena.streamer;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.deadletter.ScoringReason;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.operations.KafkaCollector;
import dev.arena.kafka.operations.Meters;
import dev.arena.kafka.operations.OperationsServer;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.service.ClusterPreconditions;
import dev.arena.kafka.service.Daemons;
import dev.arena.kafka.service.HealthChecks;
import dev.arena.kafka.service.ProducerLimits;
import dev.arena.kafka.service.Resources;
import dev.arena.kafka.service.ServiceProcess.RunningService;
import dev.arena.kafka.service.ServiceStart;
import dev.arena.kafka.service.TimedClose;
import dev.arena.kafka.streams.RebalanceTask;
import dev.arena.kafka.streams.StreamsClients;
import dev.arena.kafka.streams.StreamsInstance;
import dev.arena.kafka.streams.StreamsSupervisor;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.kafka.streams.WriteOutcomes;
import dev.arena.models.Score;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.batching.BatchingOptions;
import dev.arena.streamer.batching.BatchingSupplier;
import dev.arena.streamer.config.ScorerService;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.health.ScorerChecks;
import dev.arena.streamer.operations.Metric;
import dev.arena.streamer.operations.ScorerInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import dev.arena.streamer.operations.Stage;
import dev.arena.streamer.scoring.BatchScorer;
import dev.arena.streamer.scoring.ScoringBatcher;
import dev.arena.streamer.topology.ArenaTopology;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running scorer: reads pairs from a cluster, scores them and writes preferences until closed.
 *
 * <pre>{@code
 * try (StreamApplication scorer = StreamApplication.start(configuration)) {
 *   scorer.awaitReady(Duration.ofSeconds(30));
 *   scorer.awaitEnd();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class StreamApplication implements RunningService {
  private static final Logger LOG = LoggerFactory.getLogger(StreamApplication.class);

  /** How long closing waits for a running batch whose answers are no longer needed. */
  private static final Duration ENGINE_TIMEOUT = Duration.ofSeconds(20);

  private final Resources resources;
  private final StreamsSupervisor streams;
  private final TimedClose engine;
  private final OptionalInt httpPort;
  private final BatchScorer scorer;

  private StreamApplication(
      Resources resources,
      StreamsSupervisor streams,
      TimedClose engine,
      OptionalInt httpPort,
      BatchScorer scorer) {
    this.resources = resources;
    this.streams = streams;
    this.engine = engine;
    this.httpPort = httpPort;
    this.scorer = scorer;
  }

  /**
   * Checks everything a scorer needs, then starts one. If a check fails, nothing is left running.
   *
   * @throws UserException if a check fails; says what is missing and what to do
   */
  public static StreamApplication start(Configuration configuration) throws InterruptedException {
    return start(
        configuration, () -> BatchScorer.ofBundle(configuration, Daemons.named("arena-bundle")));
  }

  /**
   * Like {@link #start(Configuration)}, but with the caller's scorer instead of the bundle's model.
   *
   * @param scorer opened after broker and registry have answered, and closed with this application
   */
  public static StreamApplication start(Configuration configuration, Supplier<BatchScorer> scorer)
      throws InterruptedException {
    return ServiceStart.of(configuration, resources -> start(configuration, scorer, resources));
  }

  private static StreamApplication start(
      Configuration configuration, Supplier<BatchScorer> opener, Resources resources)
      throws InterruptedException {
    TopicNames topics = new Connection(configuration).topics();
    ClusterPreconditions preconditions = preconditions(configuration, topics);
    ScorerOffsets offsets = new ScorerOffsets(configuration, topics);
    Health health = new Health(Clock.systemUTC(), ScorerService.TEXT, ScorerChecks.ALL);
    Meters meters = resources.keep(new Meters(Metric.RESIDENT_MEMORY));
    ScorerMetrics metrics = new ScorerMetrics(meters);
    ScorerInfo info = new ScorerInfo(configuration);
    OptionalInt httpPort =
        ServiceStart.serveOperations(
            configuration,
            StreamerKeys.HTTP_PORT,
            resources,
            new OperationsServer.Shown(health, meters, info.page()));

    // open: each check names what is missing
    Map<String, Optional<TopicLimit>> limits = preconditions.requireCluster();
    long missed = offsets.require();
    ThreadActivity activity = new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);
    WriteOutcomes writes = new WriteOutcomes(ScorerService.TEXT, System::nanoTime);
    RegistryAccess registry = resources.keep(RegistryAccess.open(configuration, topics.schemas()));
    ArenaTopology.Codec codec =
        resources.keep(ArenaTopology.Codec.of(configuration, registry, activity));
    HealthChecks checks =
        resources.keep(HealthChecks.start(configuration, topics.schemas(), health));
    BatchScorer scorer = opener.get();
    checks.overStream(activity, writes);
    DeviceHealth device = ScorerChecks.watch(health, scorer::bundle, scorer.device());
    Resources engine = new Resources();
    engine.keep(scorer);
    TimedClose engineClose = resources.keep(new TimedClose("The model", engine, ENGINE_TIMEOUT));
    BatchingPlan batching = ScoringBatcher.batching(configuration, scorer.batching());
    MicroBatcher<ConversationPair, Score> batcher =
        engine.keep(
            ScoringBatcher.open(batching, scorer, device, metrics, Daemons.named("arena-score")));

    // assemble
    int inFlight = batching.inFlight();
    DeadLetterLog deadLetters = new DeadLetterLog(System::nanoTime);
    BatchingSupplier<byte[], ReadRecord<ConversationPair>, Score> scoring =
        new BatchingSupplier<>(
            ArenaTopology.scoring(ScoringBatcher.timed(batcher, metrics, System::nanoTime)),
            batchingOptions(configuration, inFlight),
            System::nanoTime,
            activity);
    Properties settings =
        StreamsSettings.of(
            configuration, inFlight, maxPollRecords(configuration, codec), deadLetters);
    writes.install(settings);
    ProducerLimits.requireCompression(settings);
    settings.put(RecordSizeLimit.CONFIG, ProducerLimits.of(settings, topics.deadLetters(), limits));
    ArenaTopology.AnswerSettings answers =
        new ArenaTopology.AnswerSettings(
            Clock.systemUTC(),
            ProducerLimits.of(settings, topics.preferences(), limits),
            metrics::age);
    metrics.model(scorer::info);
    info.model(scorer::info);
    info.details(scorer::addTo);
    scorer.show(meters, metrics);
    meters.health(health, Metric.READY, Metric.CHECK_UP);
    meters.deadLetters(deadLetters, ScoringReason.all(), Metric.DEAD_LETTERS);
    meters.counter(Metric.PAIRS_MISSED, () -> missed);
    meters.gauge(Metric.PAIRS_QUEUED, batcher::queued);
    meters.gauge(Metric.PAIRS_IN_FLIGHT, scoring::inFlight);
    meters.time(Metric.BLOCKED_SECONDS, scoring.times().blocked()::sum);
    showStages(metrics, codec, scoring);

    // start
    RebalanceTask abandoned =
        resources.keep(preconditions.abandonedTransactions(Daemons.named("arena-rebalance")));
    StreamsSupervisor streams =
        resources.keep(
            StreamsSupervisor.start(
                follower ->
                    StreamsInstance.start(
                        ArenaTopology.build(topics, codec, scoring, answers),
                        settings,
                        new StreamsClients(codec.budget(), scoring.work(), scoring.offsets()),
                        follower.andThen(abandoned)),
                preconditions.backoff(offsets::require),
                preconditions.observers(settings, checks, activity),
                health,
                Daemons.named("arena-watch")));
    metrics.stage(Stage.COMMIT, () -> streams.commitTime().toNanos());
    meters.collector(
        new KafkaCollector(streams::metrics, Metric.CONSUMER_LAG, Metric.CONSUMER_LEAD));
    LOG.info(
        "Scoring {} to {}, dead letters to {}, as {} with {} on {}",
        topics.pairs(),
        topics.preferences(),
        topics.deadLetters(),
        configuration.get(StreamerKeys.APPLICATION_ID),
        scorer.model(),
        scorer.device());
    return new StreamApplication(resources, streams, engineClose, httpPort, scorer);
  }

  static ClusterPreconditions preconditions(Configuration configuration, TopicNames topics) {
    return new ClusterPreconditions(
        configuration,
        configuration.get(StreamerKeys.APPLICATION_ID),
        ScorerService.topics(topics),
        topics.schemas());
  }

  private static BatchingOptions batchingOptions(Configuration configuration, int inFlight) {
    return new BatchingOptions(
        ArenaTopology.SCORE,
        inFlight,
        StreamsSettings.COMMIT_DELAY,
        BatchingOptions.pauseBetweenCommits(
            configuration.get(StreamerKeys.STREAM_THREADS),
            Runtime.getRuntime().availableProcessors()),
        StreamsSettings.TIMEOUT);
  }

  /** Each thread's share of the records that fit into the heap at once. */
  private static int maxPollRecords(Configuration configuration, ArenaTopology.Codec codec) {
    int records = codec.budget().records(configuration.get(StreamerKeys.PAIR_MAX_BYTES));
    return Math.max(1, records / configuration.get(StreamerKeys.STREAM_THREADS));
  }

  private static void showStages(
      ScorerMetrics metrics, ArenaTopology.Codec codec, BatchingSupplier<?, ?, ?> scoring) {
    metrics.stage(Stage.DESERIALIZE, codec.pairs()::nanos);
    metrics.stage(Stage.ORDER, scoring.times().order()::sum);
    metrics.stage(Stage.FORWARD, scoring.times().forward()::sum);
    metrics.stage(Stage.DRAIN, scoring.times().drain()::sum);
  }

  @Override
  public void awaitReady(Duration timeout) throws InterruptedException {
    streams.awaitReady(timeout);
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    streams.awaitEnd();
  }

  @Override
  public OptionalInt httpPort() {
    return httpPort;
  }

  /** The {@code name@version} of the model that is scoring now. */
  public String model() {
    return scorer.model();
  }

  /**
   * Finishes the records in flight, commits, leaves the consumer group, and frees all resources.
   * Takes about a minute at most, after which a device that hangs is abandoned. Closing again has
   * no effect.
   */
  @Override
  public void close() {
    resources.close();
  }

  @Override
  public boolean abandoned() {
    return engine.abandoned();
  }
}
