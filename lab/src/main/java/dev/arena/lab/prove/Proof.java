package dev.arena.lab.prove;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.lab.load.PacedProducer;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: records are written while faults are injected into the scorers, the broker and the
 * registry, and all outputs are compared with the written records. For use by one thread.
 */
final class Proof {
  private final TemporaryStack stack;
  private final Options options;
  private final InstantSource clock = Clock.systemUTC();
  private final LongSupplier nanoClock;
  private final ExecutorService threads = Executors.newCachedThreadPool(Proof::daemon);
  private final Ledger ledger;
  private final PartitionOwners owners;

  private Proof(TemporaryStack stack, Options options, LongSupplier nanoClock) {
    this.stack = stack;
    this.options = options;
    this.nanoClock = nanoClock;
    this.ledger = new Ledger(options.records(), options.partitions());
    this.owners = new PartitionOwners(options.partitions());
  }

  /**
   * Performs a run on servers that keep running afterwards.
   *
   * @param progress called with the number of records that are accounted for
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  static ProveReport run(
      TemporaryStack stack, Options options, IntConsumer progress, LongSupplier nanoClock)
      throws InterruptedException {
    return new Proof(stack, options, nanoClock).run(progress);
  }

  private ProveReport run(IntConsumer progress) throws InterruptedException {
    Connection connection = new Connection(configuration(settings()));
    Votes votes = options.votes();
    try (Fleet scorers = new Fleet(threads, "scorer", options.scorers(), this::scorer);
        Fleet voteServices =
            votes == null ? null : new Fleet(threads, "votes", votes.services(), this::votes)) {
      start(scorers);
      if (voteServices != null) {
        start(voteServices);
        awaitStarted(voteServices);
      }
      awaitStarted(scorers);
      VoteInputs.Sizes sizes = sizes();
      try (Inputs inputs = inputs(connection, sizes);
          OutputReader reader = new OutputReader(connection, ledger, owners, nanoClock);
          PacedProducer writer = new PacedProducer(connection, Inputs.Feed.SETTINGS);
          VotesRun votesRun =
              sizes == null
                  ? null
                  : VotesRun.open(connection, options, sizes, ledger, clock, nanoClock)) {
        Inputs.Feed feed = new Inputs.Feed(inputs, ledger, options.records(), options.lead());
        FaultRunner faults =
            new FaultRunner(
                options.plan(),
                new FaultRunner.Targets(stack.servers(), scorers, voteServices),
                threads,
                owners,
                nanoClock);
        GroupProgress group =
            new GroupProgress(
                connection, options.name(), connection.topics().pairs(), options.partitions());
        ProofRun run =
            new ProofRun(
                options,
                new ProofRun.Pairs(ledger, feed, writer, reader, group),
                faults,
                scorers,
                votesRun == null || voteServices == null
                    ? null
                    : new ProofRun.VotesPart(votesRun, voteServices),
                nanoClock);
        return run.run(progress);
      }
    }
  }

  private void start(Fleet fleet) throws InterruptedException {
    stack.beforeClose(fleet::close);
    fleet.start();
  }

  /** Services that never start would be started again and again. */
  private void awaitStarted(Fleet fleet) throws InterruptedException {
    long start = nanoClock.getAsLong();
    while (!fleet.idle()) {
      if (nanoClock.getAsLong() - start > options.stall().toNanos()) {
        throw new UserException(
            "a service was not ready within %d s; expected all of them to start. Check their logs, and whether this machine is overloaded."
                .formatted(options.stall().toSeconds()));
      }
      ProofRun.pause();
    }
  }

  /** Returns the sizes of the parts of a run with votes; null for one without. */
  private VoteInputs.@Nullable Sizes sizes() {
    Votes votes = options.votes();
    return votes == null
        ? null
        : VoteInputs.Sizes.of(votes.count(), options.records(), options.partitions());
  }

  private Inputs inputs(Connection connection, VoteInputs.@Nullable Sizes sizes) {
    Inputs inputs = Inputs.open(connection, options.seed(), options.plan().poison());
    if (sizes != null) {
      inputs.prepareForVotes(sizes.pairs(), clock.millis());
    }
    return inputs;
  }

  private ServiceSlot scorer(String name) {
    Path folder = folder(name);
    Path switchFolder = FaultInjectingScorer.Switches.in(folder).folder();
    create(switchFolder);
    LocalService.Program program = options.program().apply(switchFolder);
    return new ServiceSlot(
        folder, () -> LocalService.start(folder, stack.servers(), program, settings()), threads);
  }

  private ServiceSlot votes(String name) {
    Path folder = folder(name);
    create(folder);
    Map<String, String> settings = settings();
    settings.keySet().removeAll(List.of("arena.application.id", "arena.topic.dlq"));
    settings.putAll(VotesRun.settings(options.name()));
    LocalService.Program program = Objects.requireNonNull(options.votes()).program();
    return new ServiceSlot(
        folder, () -> LocalService.start(folder, stack.servers(), program, settings), threads);
  }

  private Path folder(String name) {
    return stack.folder().resolve(options.name()).resolve(name);
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(options.timeouts().settings());
    settings.put("arena.application.id", options.name());
    settings.put("arena.topic.pairs", options.name() + ".pairs");
    settings.put("arena.topic.preferences", options.name() + ".preferences");
    settings.put("arena.topic.dlq", options.name() + ".pairs.dlq");
    settings.put("arena.topic.votes", options.name() + ".votes");
    settings.put("arena.topic.partitions", String.valueOf(options.partitions()));
    return settings;
  }

  private Configuration configuration(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("kafka.bootstrap.servers", stack.servers().kafka().bootstrapServers());
    all.put("registry.url", stack.servers().registry().url());
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("arena.")) {
            all.put(key, value);
          }
        });
    return StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(all));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "prove-fault");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The options of a run.
   *
   * @param name prefix of the topics and id of the consumer group; one broker can hold several runs
   * @param seed seed of the records
   * @param records number of records
   * @param lead maximum number of written records that are not accounted for
   * @param partitions number of partitions of all topics
   * @param scorers number of scorers, excluding the guest
   * @param plan faults to inject
   * @param timeouts client settings of the scorers
   * @param stall how long a run may go without progress before it is stopped
   * @param program returns a scorer's program, given the folder of its switches
   * @param votes null for a run without votes
   */
  record Options(
      String name,
      long seed,
      int records,
      int lead,
      int partitions,
      int scorers,
      FaultPlan plan,
      ClientTimeouts timeouts,
      Duration stall,
      Function<Path, LocalService.Program> program,
      @Nullable Votes votes) {
    /** The number of partitions of a run that may take its time. */
    static final int PARTITIONS = 12;

    private static final int MAX_LEAD = 3_000;
    private static final int MIN_LEAD = 60;

    /**
     * Returns a lead that is large enough that there is work when a fault begins, and small enough
     * that the faults do not fall behind the records.
     */
    static int lead(FaultPlan.Size size) {
      long half = size.records() / (2 * Math.max(1, size.faults()));
      return (int) Math.max(MIN_LEAD, Math.min(MAX_LEAD, half));
    }
  }

  /**
   * The options of a run's votes.
   *
   * @param count number of votes to write
   * @param services number of instances of the votes service, excluding the guest
   * @param quiet how long a difference must last, while nothing is written, to be wrong
   * @param program the votes service
   */
  record Votes(int count, int services, Duration quiet, LocalService.Program program) {}

  /**
   * The client settings that determine how soon Kafka considers a scorer dead.
   *
   * @param session session timeout of the consumer group
   * @param heartbeat heartbeat interval of its members
   * @param transaction transaction timeout
   */
  record ClientTimeouts(Duration session, Duration heartbeat, Duration transaction) {
    /** The settings that Arena ships. */
    static final ClientTimeouts SHIPPED =
        new ClientTimeouts(Duration.ofSeconds(6), Duration.ofMillis(500), Duration.ofSeconds(20));

    Map<String, String> settings() {
      return Map.of(
          "kafka.session.timeout.ms", String.valueOf(session.toMillis()),
          "kafka.heartbeat.interval.ms", String.valueOf(heartbeat.toMillis()),
          "kafka.transaction.timeout.ms", String.valueOf(transaction.toMillis()));
    }
  }
}
