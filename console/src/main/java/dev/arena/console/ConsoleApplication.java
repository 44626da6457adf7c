package dev.arena.console;

import dev.arena.cli.config.Configuration;
import dev.arena.console.api.ApiModel;
import dev.arena.console.http.ApiServer;
import dev.arena.console.http.Events;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.health.PeriodicProbe;
import dev.arena.kafka.operations.Meters;
import dev.arena.kafka.operations.OperationsServer;
import dev.arena.kafka.operations.ServiceInfo;
import dev.arena.kafka.service.Daemons;
import dev.arena.kafka.service.Resources;
import dev.arena.kafka.service.ServiceProcess.RunningService;
import dev.arena.kafka.service.ServiceStart;
import dev.arena.kafka.service.TimedClose;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.network.Sessions;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.ModelSettings;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.health.ScorerChecks;
import dev.arena.streamer.operations.ModelInfo;
import dev.arena.streamer.operations.ScorerInfo;
import dev.arena.streamer.scoring.ScoringBatcher;
import io.micrometer.core.instrument.Timer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running console: shows Arena's topics and answers requests with a model of its own, until
 * closed. Starts without a cluster, which it looks for until it answers. Safe for use by many
 * threads.
 */
public final class ConsoleApplication implements RunningService {
  /** The server accepts requests. */
  static final Check SERVER = new Check("server");

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleApplication.class);

  private static final ServiceText TEXT =
      new ServiceText("console", "request", "requests", "answered", "answer");

  private static final int OK = 200;

  /** Threads that render pages and JSON. */
  private static final int ANSWER_THREADS = 8;

  /** Connections beyond those of requests that wait or run, for refused and idle clients. */
  private static final int SPARE_CONNECTIONS = 64;

  /** How long closing waits for a running batch whose answers are no longer needed. */
  private static final Duration MODEL_TIMEOUT = Duration.ofSeconds(20);

  /** How long closing may take in all; less than systemd and Kubernetes wait. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(40);

  private final TimedClose closing;
  private final Health health;
  private final TimedClose model;
  private final ApiServer server;
  private final OptionalInt httpPort;
  private final String name;
  private final CountDownLatch ended = new CountDownLatch(1);

  private ConsoleApplication(
      TimedClose closing,
      Health health,
      TimedClose model,
      ApiServer server,
      OptionalInt httpPort,
      String name) {
    this.closing = closing;
    this.health = health;
    this.model = model;
    this.server = server;
    this.httpPort = httpPort;
    this.name = name;
  }

  /**
   * Opens the bundle and serves pages and the API. If that fails, nothing is left running.
   *
   * @param configuration made with the table of {@link ConsoleKeys}
   * @throws UserException if the bundle, the device or an address cannot be used
   */
  public static ConsoleApplication start(Configuration configuration) throws InterruptedException {
    return ServiceStart.of(configuration, resources -> start(configuration, resources));
  }

  private static ConsoleApplication start(Configuration configuration, Resources resources) {
    InetSocketAddress address = ConsoleKeys.address(configuration);
    ConsoleKeys.voting(configuration); // refuses what cannot work before the model is opened
    Health health =
        new Health(
            Clock.systemUTC(),
            TEXT,
            SERVER,
            List.of(SERVER, ScorerChecks.BUNDLE, ScorerChecks.DEVICE));
    Meters meters = resources.keep(new Meters(ConsoleMetric.RESIDENT_MEMORY));
    meters.health(health, ConsoleMetric.READY, ConsoleMetric.CHECK_UP);
    AtomicReference<@Nullable ModelInfo> info = new AtomicReference<>();
    OptionalInt httpPort =
        ServiceStart.serveOperations(
            configuration,
            ConsoleKeys.HTTP_PORT,
            resources,
            new OperationsServer.Shown(health, meters, info(configuration, info)));

    ExecutorService answers =
        Executors.newFixedThreadPool(ANSWER_THREADS, Daemons.named("arena-answer"));
    resources.keep(answers::shutdown);
    Resources engine = new Resources();
    TimedClose model = resources.keep(new TimedClose("The model", engine, MODEL_TIMEOUT));
    PreferenceScorer scorer =
        engine.keep(
            PreferenceScorer.open(
                StreamerKeys.bundle(configuration),
                ModelSettings.of(configuration).inBackground()));
    info.set(
        new ModelInfo(scorer.model(), scorer.precision().text(), scorer.device(), scorer.bundle()));
    BatchingPlan batching = ScoringBatcher.batching(configuration, scorer.batching());
    int queue = configuration.get(ConsoleKeys.QUEUE);
    DeviceHealth device =
        ScorerChecks.watch(health, () -> scorer.model() + " is loaded", scorer.device());
    ApiModel api =
        engine.keep(
            new ApiModel(
                scorer,
                batching,
                queue,
                device,
                Daemons.named("arena-score", Thread.MIN_PRIORITY),
                answers));
    Duration interval = configuration.get(ServiceKeys.HEALTH_INTERVAL);
    PeriodicProbe probe =
        engine.keep(
            new PeriodicProbe(
                ScorerChecks.DEVICE,
                api::probeIfDown,
                new PeriodicProbe.Times(interval, interval, System::nanoTime, Clock.systemUTC())));
    probe.start(Daemons.named("arena-probe"));
    meters.gauge(ConsoleMetric.REQUESTS_QUEUED, api::queued);
    ConsoleContent content = ConsoleContent.create(configuration, api, answers, resources);
    if (content.topics() != null) {
      TopicMeters.register(meters, content.topics().monitor(), Clock.systemUTC());
    }
    Timer durations = meters.timer(ConsoleMetric.REQUEST_DURATION);
    ApiServer server =
        resources.keep(
            ApiServer.start(
                address,
                new ApiServer.Content(
                    content.endpoints(),
                    content.visitors(),
                    ApiModel.capacity(batching, queue)
                        + Events.MAX_CLIENTS
                        + ApiServer.MAX_ANONYMOUS
                        + SPARE_CONNECTIONS,
                    content.frame()::error,
                    content.events()),
                (path, status, nanos) -> {
                  meters.counter(ConsoleMetric.REQUESTS, path, String.valueOf(status)).increment();
                  if (status == OK && !path.equals(ApiServer.OTHER_PATH)) {
                    durations.record(nanos, TimeUnit.NANOSECONDS);
                  }
                },
                Daemons.named("arena-api")));
    meters.gauge(ConsoleMetric.EVENT_CLIENTS, server::eventClients);
    health.enter(Health.Phase.READY, TEXT.ready());
    LOG.info(
        "Answering on {} with {} on {}",
        ConsoleKeys.url(address.getHostString(), server.port()),
        scorer.model(),
        scorer.device());
    TimedClose closing = new TimedClose("The console", resources, CLOSE_TIMEOUT);
    return new ConsoleApplication(closing, health, model, server, httpPort, scorer.model());
  }

  private static ServiceInfo info(
      Configuration configuration, AtomicReference<@Nullable ModelInfo> opened) {
    return new ServiceInfo(
        configuration,
        Map.of("onnxruntime", Sessions.version()),
        json -> {
          ModelInfo model = opened.get();
          if (model != null) {
            ScorerInfo.describe(model, json);
          }
        });
  }

  @Override
  public void awaitReady(Duration timeout) {
    // a started console is ready
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public OptionalInt httpPort() {
    return httpPort;
  }

  /** The port of the pages and the API. */
  public int port() {
    return server.port();
  }

  /** The {@code name@version} of the model that answers. */
  String model() {
    return name;
  }

  /**
   * Answers the requests that are complete, refuses others, and frees all resources. Takes 40
   * seconds at most, after which a device or a broker that does not answer is abandoned. Closing
   * again has no effect.
   */
  @Override
  public void close() {
    health.enter(Health.Phase.STOPPING, "stopping");
    try {
      closing.close();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }

  @Override
  public boolean abandoned() {
    return model.abandoned() || closing.abandoned();
  }
}
