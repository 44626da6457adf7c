package dev.arena.lab.prove;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.lab.load.PacedProducer;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One run: records are written while faults are injected into the scorers, the broker and the
 * registry, and all outputs are compared with the written records. For use by one thread.
 */
final class Proof {
  static final int PARTITIONS = 12;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final TemporaryStack stack;
  private final Options options;
  private final LongSupplier nanoClock;
  private final ExecutorService threads = Executors.newCachedThreadPool(Proof::daemon);
  private final Ledger ledger;
  private final PartitionOwners owners = new PartitionOwners(PARTITIONS);
  private final long start;

  private Proof(TemporaryStack stack, Options options, LongSupplier nanoClock) {
    this.stack = stack;
    this.options = options;
    this.nanoClock = nanoClock;
    this.ledger = new Ledger(options.records(), PARTITIONS);
    this.start = nanoClock.getAsLong();
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
    Map<String, String> settings = settings();
    Connection connection = new Connection(configuration(settings));
    try (Fleet fleet = new Fleet(threads, options.scorers(), name -> slot(name, settings))) {
      stack.beforeClose(fleet::close);
      fleet.start();
      awaitIdle(fleet);
      try (Inputs inputs = Inputs.open(connection, options.seed(), options.plan().poison());
          OutputReader reader = new OutputReader(connection, ledger, owners, nanoClock);
          PacedProducer writer = new PacedProducer(connection, Inputs.Feed.SETTINGS)) {
        Inputs.Feed feed = new Inputs.Feed(inputs, ledger, options.records(), options.lead());
        reader.start();
        writer.start(feed);
        return run(fleet, reader, writer, feed, new GroupProgress(connection), progress);
      }
    }
  }

  private ScorerSlot slot(String name, Map<String, String> settings) {
    Path folder = stack.folder().resolve(options.name()).resolve(name);
    Path switchFolder = folder.resolve("switches");
    try {
      Files.createDirectories(switchFolder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    LocalService.Program program = options.program().apply(switchFolder);
    return new ScorerSlot(
        () -> LocalService.start(folder, stack.servers(), program, settings),
        new FaultInjectingScorer.Switches(switchFolder),
        threads);
  }

  private ProveReport run(
      Fleet fleet,
      OutputReader reader,
      PacedProducer writer,
      Inputs.Feed feed,
      GroupProgress group,
      IntConsumer progress)
      throws InterruptedException {
    FaultRunner faults =
        new FaultRunner(options.plan(), fleet, stack.servers(), threads, owners, nanoClock);
    StallDetector stall = new StallDetector(options.stall(), nanoClock);
    boolean stalled = false;
    int limit = options.lead();
    while (!stalled && !(faults.finished() && isComplete(group))) {
      int accounted = ledger.accounted();
      fleet.restartEnded();
      int started = faults.started();
      faults.step(accounted, accounted < limit);
      // there is work when a fault begins, and some remains after it
      int afterThis = faults.started() == started ? limit : accounted + options.lead();
      limit =
          Math.min(
              options.records(),
              Math.max(
                  afterThis,
                  faults.next().map(at -> at + options.lead()).orElse(options.records())));
      feed.setLimit(limit);
      writer.requireNoFailure();
      reader.requireNoFailure();
      progress.accept(accounted);
      stalled = stall.isStalled((long) accounted + faults.started());
      pause();
    }
    awaitIdle(fleet);
    fleet.shutDown();
    awaitIdle(fleet);
    reader.finish();
    Duration duration = Duration.ofNanos(nanoClock.getAsLong() - start);
    return ProveReport.of(options, ledger, faults, fleet, stalled, duration);
  }

  /**
   * Whether every record has its output or can no longer get one because its offset is committed.
   */
  private boolean isComplete(GroupProgress group) {
    return ledger.sent() == options.records()
        && (ledger.accounted() == options.records() || group.hasCaughtUp(nanoClock.getAsLong()));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(options.timeouts().settings());
    settings.put("arena.application.id", options.name());
    settings.put("arena.topic.pairs", options.name() + ".pairs");
    settings.put("arena.topic.preferences", options.name() + ".preferences");
    settings.put("arena.topic.dlq", options.name() + ".pairs.dlq");
    settings.put("arena.topic.partitions", String.valueOf(PARTITIONS));
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

  private static void awaitIdle(Fleet fleet) throws InterruptedException {
    while (!fleet.idle()) {
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "prove-fault");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A check of whether the scorers have committed the offsets of all pairs. For use by one thread.
   */
  private static final class GroupProgress {
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Connection connection;
    private final Map<TopicPartition, OffsetSpec> ends;
    private long checkedAt;
    private boolean caughtUp;

    GroupProgress(Connection connection) {
      this.connection = connection;
      this.ends =
          IntStream.range(0, PARTITIONS)
              .mapToObj(each -> new TopicPartition(connection.topics().pairs(), each))
              .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    }

    /**
     * Queries the broker at most once a second; returns false if the broker does not answer.
     *
     * @param nanos current time
     */
    boolean hasCaughtUp(long nanos) {
      if (nanos - checkedAt > CHECK_INTERVAL.toNanos()) {
        checkedAt = nanos;
        caughtUp = query();
      }
      return caughtUp;
    }

    private boolean query() {
      String group = connection.configuration().get(StreamerKeys.APPLICATION_ID);
      try (Admin admin = Admin.create(connection.admin())) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return admin
            .listOffsets(ends)
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .entrySet()
            .stream()
            .allMatch(end -> isAt(committed.get(end.getKey()), end.getValue().offset()));
      } catch (ExecutionException | TimeoutException noAnswer) {
        return false;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private static boolean isAt(@Nullable OffsetAndMetadata committed, long end) {
      return committed != null && committed.offset() >= end;
    }
  }

  /** A detector of runs without progress. For use by one thread. */
  private static final class StallDetector {
    private final Duration limit;
    private final LongSupplier nanoClock;
    private long last;
    private long progress;

    /**
     * Creates a detector.
     *
     * @param limit how long a run may go without progress
     */
    StallDetector(Duration limit, LongSupplier nanoClock) {
      this.limit = limit;
      this.nanoClock = nanoClock;
      this.last = nanoClock.getAsLong();
    }

    /** Whether the number has not changed for longer than the limit. */
    boolean isStalled(long progressNow) {
      if (progressNow != progress) {
        progress = progressNow;
        last = nanoClock.getAsLong();
      }
      return nanoClock.getAsLong() - last > limit.toNanos();
    }
  }

  /**
   * The options of a run.
   *
   * @param name prefix of the topics and id of the consumer group; one broker can hold several runs
   * @param seed seed of the records
   * @param records number of records
   * @param lead maximum number of written records that are not accounted for
   * @param scorers number of scorers, excluding the guest
   * @param plan faults to inject
   * @param timeouts client settings of the scorers
   * @param stall how long a run may go without progress before it is stopped
   * @param program returns a scorer's program, given the folder of its switches
   */
  record Options(
      String name,
      long seed,
      int records,
      int lead,
      int scorers,
      FaultPlan plan,
      ClientTimeouts timeouts,
      Duration stall,
      Function<Path, LocalService.Program> program) {
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
