package dev.arena.streamer;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.DeadLetterReason;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.streams.HeartbeatMonitor;
import dev.arena.kafka.streams.RebalanceTask;
import dev.arena.kafka.streams.StalledThreadDetector;
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
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.health.HealthChecks;
import dev.arena.streamer.operations.KafkaCollector;
import dev.arena.streamer.operations.Metric;
import dev.arena.streamer.operations.OperationsServer;
import dev.arena.streamer.operations.ScorerInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import dev.arena.streamer.operations.Stage;
import dev.arena.streamer.scoring.BatchScorer;
import dev.arena.streamer.scoring.ScoringBatcher;
import dev.arena.streamer.topology.ArenaTopology;
import dev.arena.streamer.topology.RegistryAccess;
import dev.arena.streamer.topology.ScoringReason;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.AppInfoParser;
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
public final class StreamApplication implements AutoCloseable {
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
        configuration, () -> BatchScorer.ofBundle(configuration, Startup.daemons("arena-bundle")));
  }

  /**
   * Like {@link #start(Configuration)}, but with the caller's scorer instead of the bundle's model.
   *
   * @param scorer opened after broker and registry have answered, and closed with this application
   */
  public static StreamApplication start(Configuration configuration, Supplier<BatchScorer> scorer)
      throws InterruptedException {
    LOG.info(
        "Arena {} on Java {}, with Kafka's clients {}",
        ArenaVersion.current(),
        System.getProperty("java.version"),
        AppInfoParser.getVersion());
    configuration.warnings().forEach(LOG::warn);
    Resources resources = new Resources();
    try {
      return start(configuration, scorer, resources);
    } catch (RuntimeException | InterruptedException | Error failed) {
      resources.close();
      throw failed;
    }
  }

  private static StreamApplication start(
      Configuration configuration, Supplier<BatchScorer> opener, Resources resources)
      throws InterruptedException {
    TopicNames topics = new Connection(configuration).topics();
    ClusterPreconditions preconditions = new ClusterPreconditions(configuration, topics);
    Health health = new Health(Clock.systemUTC());
    ScorerMetrics metrics = resources.keep(new ScorerMetrics());
    ScorerInfo info = new ScorerInfo(configuration);
    OptionalInt httpPort =
        serveOperations(
            configuration, resources, new OperationsServer.Shown(health, metrics, info));

    // open: each check names what is missing
    Map<String, Optional<TopicLimit>> limits = preconditions.requireCluster();
    long missed = preconditions.requireOffsets();
    ThreadActivity activity = new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);
    WriteOutcomes writes = new WriteOutcomes(System::nanoTime);
    RegistryAccess registry = resources.keep(RegistryAccess.open(configuration, topics, activity));
    HealthChecks checks =
        resources.keep(HealthChecks.start(configuration, topics, health, Startup::daemons));
    BatchScorer scorer = opener.get();
    checks.overStream(activity, writes);
    DeviceHealth device = checks.overBundleAndDevice(scorer::bundle, scorer.device());
    Resources engine = new Resources();
    engine.keep(scorer);
    TimedClose engineClose = resources.keep(new TimedClose(engine, ENGINE_TIMEOUT));
    BatchingPlan batching = ScoringBatcher.batching(configuration, scorer);
    MicroBatcher<ConversationPair, Score> batcher =
        engine.keep(
            ScoringBatcher.open(batching, scorer, device, metrics, Startup.daemons("arena-score")));

    // assemble
    int inFlight = batching.inFlight();
    DeadLetterLog deadLetters = new DeadLetterLog(System::nanoTime);
    BatchingSupplier<byte[], ConversationPair, Score> scoring =
        new BatchingSupplier<>(
            ScoringBatcher.timed(batcher, metrics, System::nanoTime),
            batchingOptions(configuration, inFlight),
            System::nanoTime,
            activity);
    Properties settings =
        StreamsSettings.of(
            configuration, inFlight, maxPollRecords(configuration, registry), deadLetters);
    writes.install(settings);
    Startup.requireCompression(settings);
    settings.put(RecordSizeLimit.CONFIG, Startup.sizeLimit(settings, topics.deadLetters(), limits));
    ArenaTopology.AnswerSettings answers =
        new ArenaTopology.AnswerSettings(
            Clock.systemUTC(),
            Startup.sizeLimit(settings, topics.preferences(), limits),
            metrics::age);
    showScorer(metrics, info, scorer, batcher);
    showHealth(metrics, health, deadLetters, missed);
    showStages(metrics, registry, scoring);

    // start
    RebalanceTask abandoned =
        resources.keep(preconditions.abandonedTransactions(Startup.daemons("arena-rebalance")));
    StreamsSupervisor streams =
        resources.keep(
            StreamsSupervisor.start(
                follower ->
                    StreamsInstance.start(
                        ArenaTopology.build(topics, registry.codec(), scoring, answers),
                        settings,
                        registry.codec().budget(),
                        follower.andThen(abandoned)),
                preconditions.backoff(),
                observers(settings, checks, preconditions, activity),
                health,
                Startup.daemons("arena-watch")));
    metrics.stage(Stage.COMMIT, () -> streams.commitTime().toNanos());
    metrics.collector(new KafkaCollector(streams::metrics));
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
  private static int maxPollRecords(Configuration configuration, RegistryAccess registry) {
    int records = registry.codec().budget().records(configuration.get(StreamerKeys.PAIR_MAX_BYTES));
    return Math.max(1, records / configuration.get(StreamerKeys.STREAM_THREADS));
  }

  private static StreamsSupervisor.Observers observers(
      Properties settings,
      HealthChecks checks,
      ClusterPreconditions preconditions,
      ThreadActivity activity) {
    return new StreamsSupervisor.Observers(
        new HeartbeatMonitor(StreamsSettings.sessionTimeout(settings)),
        new StalledThreadDetector(
            StreamsSettings.pollInterval(settings),
            checks::brokerAnswers,
            preconditions::clusterInOrder,
            System::nanoTime),
        activity);
  }

  private static void showScorer(
      ScorerMetrics metrics,
      ScorerInfo info,
      BatchScorer scorer,
      MicroBatcher<ConversationPair, Score> batcher) {
    metrics.model(scorer::info);
    info.model(scorer::info);
    scorer.show(metrics);
    metrics.gauge(Metric.PAIRS_QUEUED, batcher::queued);
  }

  private static void showHealth(
      ScorerMetrics metrics, Health health, DeadLetterLog deadLetters, long missed) {
    metrics.gauge(Metric.READY, () -> health.ready() ? 1 : 0);
    for (Check check : Check.values()) {
      metrics.gauge(Metric.CHECK_UP, () -> health.result(check).up() ? 1 : 0, check.text());
    }
    for (DeadLetterReason reason : ScoringReason.all()) {
      metrics.counter(Metric.DEAD_LETTERS, () -> deadLetters.count(reason), reason.text());
    }
    metrics.counter(Metric.PAIRS_MISSED, () -> missed);
  }

  private static void showStages(
      ScorerMetrics metrics,
      RegistryAccess registry,
      BatchingSupplier<byte[], ConversationPair, Score> scoring) {
    metrics.gauge(Metric.PAIRS_IN_FLIGHT, scoring::inFlight);
    metrics.time(Metric.BLOCKED_SECONDS, scoring.times().blocked()::sum);
    metrics.stage(Stage.DESERIALIZE, registry.codec().pairs()::nanos);
    metrics.stage(Stage.ORDER, scoring.times().order()::sum);
    metrics.stage(Stage.FORWARD, scoring.times().forward()::sum);
    metrics.stage(Stage.DRAIN, scoring.times().drain()::sum);
  }

  /**
   * Waits until pairs are being scored.
   *
   * @throws UserException if that takes longer than {@code timeout}, or if the scorer fails
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    streams.awaitReady(timeout);
  }

  /**
   * Waits until the scorer is closed.
   *
   * @throws UserException if it stopped because of a failure
   */
  public void awaitEnd() throws InterruptedException {
    streams.awaitEnd();
  }

  /** The port that serves health and metrics; empty if they are off. */
  public OptionalInt httpPort() {
    return httpPort;
  }

  /** The {@code name@version} of the model that scores now. */
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

  /**
   * Whether {@link #close} abandoned a thread in native code. The process must then be halted,
   * because a normal JVM exit would wait for that thread or crash in it.
   */
  public boolean abandoned() {
    return engine.abandoned();
  }

  private static OptionalInt serveOperations(
      Configuration configuration, Resources resources, OperationsServer.Shown shown)
      throws InterruptedException {
    OptionalInt port = configuration.get(StreamerKeys.HTTP_PORT);
    if (port.isEmpty()) {
      return port;
    }
    OperationsServer server =
        resources.keep(
            OperationsServer.start(
                new InetSocketAddress(configuration.get(StreamerKeys.HTTP_HOST), port.getAsInt()),
                Startup.daemons("arena-http"),
                shown));
    return OptionalInt.of(server.port());
  }

  /** Opened resources, closed in reverse order. Safe for use by many threads. */
  private static final class Resources implements AutoCloseable {
    private final Object lock = new Object();
    // guarded by lock, which is held while closing so that a second caller waits for the first
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T resource) {
      synchronized (lock) {
        opened.push(resource);
      }
      return resource;
    }

    @Override
    public void close() {
      synchronized (lock) {
        while (!opened.isEmpty()) {
          AutoCloseable resource = opened.pop();
          try {
            resource.close();
          } catch (Exception | LinkageError failed) {
            LOG.warn("Closing {} failed", resource.getClass().getSimpleName(), failed);
          }
        }
      }
    }
  }
}
