package dev.arena.votes;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.operations.Meters;
import dev.arena.kafka.operations.OperationsServer;
import dev.arena.kafka.operations.ServiceInfo;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.service.ClusterPreconditions;
import dev.arena.kafka.service.Daemons;
import dev.arena.kafka.service.HealthChecks;
import dev.arena.kafka.service.ProducerLimits;
import dev.arena.kafka.service.Resources;
import dev.arena.kafka.service.ServiceProcess.RunningService;
import dev.arena.kafka.service.ServiceStart;
import dev.arena.kafka.streams.RebalanceTask;
import dev.arena.kafka.streams.StreamsClients;
import dev.arena.kafka.streams.StreamsInstance;
import dev.arena.kafka.streams.StreamsSupervisor;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.kafka.streams.WriteOutcomes;
import dev.arena.schemas.failure.UserException;
import dev.arena.votes.config.RocksDbMemory;
import dev.arena.votes.config.StateFolder;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesService;
import dev.arena.votes.config.VotesSettings;
import dev.arena.votes.config.VotesTopics;
import dev.arena.votes.evaluation.EvaluationCodec;
import dev.arena.votes.evaluation.EvaluationMeters;
import dev.arena.votes.join.JoinCodec;
import dev.arena.votes.join.JoinCounts;
import dev.arena.votes.join.JoinTopology;
import dev.arena.votes.leaderboard.live.LeaderboardCodec;
import dev.arena.votes.leaderboard.live.LeaderboardMeters;
import dev.arena.votes.leaderboard.live.LeaderboardSettings;
import dev.arena.votes.operations.VotesMeters;
import dev.arena.votes.operations.VotesMetric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running votes service: reads votes and preferences from a cluster, and writes battles, their
 * evaluation and leaderboards until closed.
 *
 * <pre>{@code
 * try (VotesApplication service = VotesApplication.start(configuration)) {
 *   service.awaitReady(Duration.ofMinutes(1));
 *   service.awaitEnd();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class VotesApplication implements RunningService {
  private static final Logger LOG = LoggerFactory.getLogger(VotesApplication.class);

  /**
   * Restoring a large state from its topics takes long, and must not be started again and again.
   */
  private static final Duration READY_TIMEOUT = Duration.ofDays(1);

  private final Resources resources;
  private final StreamsSupervisor streams;
  private final OptionalInt httpPort;

  private VotesApplication(Resources resources, StreamsSupervisor streams, OptionalInt httpPort) {
    this.resources = resources;
    this.streams = streams;
    this.httpPort = httpPort;
  }

  /**
   * Checks everything the service needs, then starts it. If a check fails, nothing is left running.
   *
   * @param configuration made with the table of {@link VotesKeys}
   * @throws UserException if a check fails; says what is missing and what to do
   */
  public static VotesApplication start(Configuration configuration) throws InterruptedException {
    return ServiceStart.of(configuration, resources -> start(configuration, resources));
  }

  private static VotesApplication start(Configuration configuration, Resources resources)
      throws InterruptedException {
    VotesTopics topics = VotesTopics.of(configuration);
    ClusterPreconditions preconditions = VotesTopology.preconditions(configuration, topics);
    Health health = new Health(Clock.systemUTC(), VotesService.TEXT, List.of());
    Meters meters = resources.keep(new Meters(VotesMetric.RESIDENT_MEMORY));
    OptionalInt httpPort =
        ServiceStart.serveOperations(
            configuration,
            VotesKeys.HTTP_PORT,
            resources,
            new OperationsServer.Shown(health, meters, info(configuration, topics)));

    // open: each check names what is missing
    StateFolder.of(configuration).require();
    Map<String, Optional<TopicLimit>> limits = preconditions.requireCluster();
    Map<String, Integer> partitions = preconditions.partitions();
    ThreadActivity activity = new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);
    WriteOutcomes writes = new WriteOutcomes(VotesService.TEXT, System::nanoTime);
    RegistryAccess registry = resources.keep(RegistryAccess.open(configuration, topics.schemas()));
    JoinCodec codec =
        resources.keep(
            JoinCodec.of(registry, configuration.get(VotesKeys.REGISTRY_UNKNOWN_LIMIT), activity));
    EvaluationCodec evaluation =
        resources.keep(EvaluationCodec.of(registry, codec.unknown(), codec.budget(), activity));
    LeaderboardCodec leaderboards = resources.keep(LeaderboardCodec.of(registry, activity));
    HealthChecks checks =
        resources.keep(HealthChecks.start(configuration, topics.schemas(), health));
    checks.overStream(activity, writes);
    RocksDbMemory memory = resources.keep(RocksDbMemory.of(configuration));

    // assemble
    DeadLetterLog deadLetters = new DeadLetterLog(System::nanoTime);
    Properties settings = VotesSettings.of(configuration, deadLetters, memory);
    writes.install(settings);
    ProducerLimits.requireCompression(settings);
    settings.put(RecordSizeLimit.CONFIG, ProducerLimits.of(settings, topics.deadLetters(), limits));
    JoinCounts counts = new JoinCounts();
    JoinTopology join =
        new JoinTopology(
            VotesSettings.join(configuration, topics, partitions),
            codec,
            Clock.systemUTC(),
            counts);
    VotesMeters.register(meters, health, deadLetters, counts);
    VotesTopology topology =
        new VotesTopology(
            topics,
            join,
            evaluation,
            EvaluationMeters.register(meters),
            new VotesTopology.Board(
                LeaderboardSettings.of(configuration, topics, System::nanoTime),
                leaderboards,
                LeaderboardMeters.register(meters, System::nanoTime)));

    // start
    RebalanceTask abandoned =
        resources.keep(preconditions.abandonedTransactions(Daemons.named("arena-rebalance")));
    StreamsSupervisor streams =
        resources.keep(
            StreamsSupervisor.start(
                follower ->
                    StreamsInstance.start(
                        topology.build(),
                        settings,
                        StreamsClients.limitedBy(codec.budget()),
                        follower.andThen(abandoned)),
                preconditions.backoff(() -> {}),
                preconditions.observers(settings, checks, activity),
                health,
                Daemons.named("arena-watch")));
    VotesMeters.ofStream(meters, streams::metrics);
    LOG.info(
        "Joining {} with {} to {}, evaluation to {}, leaderboards to {}, dead letters to {}, as {} with state in {}",
        topics.votes(),
        String.join(", ", topics.preferences()),
        topics.battles(),
        topics.evaluation(),
        topics.leaderboard(),
        topics.deadLetters(),
        configuration.get(VotesKeys.APPLICATION_ID),
        StateFolder.of(configuration).path());
    return new VotesApplication(resources, streams, httpPort);
  }

  private static ServiceInfo info(Configuration configuration, VotesTopics topics) {
    return new ServiceInfo(
        configuration,
        configuration.get(VotesKeys.APPLICATION_ID),
        Map.of(),
        json -> {
          json.putObject("topics")
              .put("votes", topics.votes())
              .put("battles", topics.battles())
              .put("evaluation", topics.evaluation())
              .put("leaderboard", topics.leaderboard())
              .put("leaderboard_history", topics.history())
              .put("dead_letters", topics.deadLetters())
              .putPOJO("preferences", topics.preferences());
          json.put("state", StateFolder.of(configuration).path().toString());
        });
  }

  @Override
  public void awaitReady(Duration timeout) throws InterruptedException {
    streams.awaitReady(timeout);
  }

  @Override
  public Duration readyTimeout() {
    return READY_TIMEOUT;
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    streams.awaitEnd();
  }

  @Override
  public OptionalInt httpPort() {
    return httpPort;
  }

  /**
   * Finishes the current record, commits, leaves the consumer group, and frees all resources. Takes
   * about a minute at most. Closing again has no effect.
   */
  @Override
  public void close() {
    resources.close();
  }
}
