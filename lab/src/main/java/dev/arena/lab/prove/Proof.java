package dev.arena.lab.prove;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.lab.load.StandInScorer;
import dev.arena.servers.LocalScorer;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * One run: records are written while scorers, broker and registry are disturbed, and everything
 * that comes out is compared with what was written. For use by one thread.
 */
final class Proof {
  static final int PARTITIONS = 12;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final TemporaryStack stack;
  private final Options options;
  private final LongSupplier nanoClock;
  private final ExecutorService threads = Executors.newCachedThreadPool(Proof::daemon);
  private final Ledger ledger;
  private final PartitionOwners writers = new PartitionOwners(PARTITIONS);
  private final long start;

  private Proof(TemporaryStack stack, Options options, LongSupplier nanoClock) {
    this.stack = stack;
    this.options = options;
    this.nanoClock = nanoClock;
    this.ledger = new Ledger(options.records(), PARTITIONS);
    this.start = nanoClock.getAsLong();
  }

  /**
   * Does a run on servers that are left running.
   *
   * @param progress told how many records are accounted for
   * @param nanoClock such as {@code System::nanoTime}
   */
  static Result run(
      TemporaryStack stack, Options options, IntConsumer progress, LongSupplier nanoClock)
      throws InterruptedException {
    return new Proof(stack, options, nanoClock).run(progress);
  }

  private Result run(IntConsumer progress) throws InterruptedException {
    Map<String, String> settings = settings();
    Connection connection = new Connection(configuration(settings));
    try (Fleet fleet =
        new Fleet(
            new Fleet.Crew(threads, settings),
            stack.servers(),
            stack.folder().resolve(options.name()),
            options.program(),
            options.scorers())) {
      stack.beforeClose(fleet::close);
      fleet.start();
      while (!fleet.idle()) {
        pause();
      }
      try (Inputs inputs = Inputs.open(connection, options.seed(), options.plan().poison());
          OutputReader reader = new OutputReader(connection, ledger, writers, nanoClock);
          InputWriter writer =
              new InputWriter(connection, inputs, ledger, options.records(), options.lead())) {
        return run(fleet, reader, writer, new GroupProgress(connection, PARTITIONS), progress);
      }
    }
  }

  private Result run(
      Fleet fleet,
      OutputReader reader,
      InputWriter writer,
      GroupProgress group,
      IntConsumer progress)
      throws InterruptedException {
    FaultRunner faults =
        new FaultRunner(options.plan(), fleet, stack.servers(), threads, writers, nanoClock);
    reader.start();
    writer.start();
    StallDetector stall = new StallDetector(options.stall(), nanoClock);
    boolean stalled = false;
    int limit = options.lead();
    while (!stalled && !(faults.over() && isAllThere(group))) {
      int accounted = ledger.accounted();
      fleet.restartWhatEnded();
      int begun = faults.begun();
      faults.step(accounted, accounted < limit);
      // each fault occurs while there is work, and leaves some for after it
      int afterThis = faults.begun() == begun ? limit : accounted + options.lead();
      limit =
          Math.min(
              options.records(),
              Math.max(
                  afterThis,
                  faults.next().map(at -> at + options.lead()).orElse(options.records())));
      writer.mayWriteUpTo(limit);
      writer.requireNoFailure();
      reader.requireNoFailure();
      progress.accept(accounted);
      stalled = stall.after(accounted, faults.begun());
      pause();
    }
    while (!fleet.idle()) {
      pause();
    }
    fleet.end();
    while (!fleet.idle()) {
      pause();
    }
    reader.finish();
    return new Result(
        ledger.verdict(),
        faults.done(),
        ledger.kinds(),
        options.plan().poison().size(),
        fleet.endedByThemselves(),
        fleet.failedStarts(),
        stalled,
        Duration.ofNanos(nanoClock.getAsLong() - start));
  }

  /** Whether every record has its output, or never will: its offset is committed. */
  private boolean isAllThere(GroupProgress group) {
    return ledger.sent() == options.records()
        && (ledger.accounted() == options.records() || group.isAtTheEnd(nanoClock.getAsLong()));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(options.times().settings());
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
    List<String> options = new ArrayList<>();
    all.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
    return StandInScorer.configuration(options);
  }

  private static void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "prove-fault");
    thread.setDaemon(true);
    return thread;
  }

  /** Whether the scorers have committed every record of the pairs' topic. For use by one thread. */
  private static final class GroupProgress {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Connection connection;
    private final Map<TopicPartition, OffsetSpec> ends;
    private long lookedAt;
    private boolean atTheEnd;

    GroupProgress(Connection connection, int partitions) {
      this.connection = connection;
      this.ends =
          IntStream.range(0, partitions)
              .mapToObj(each -> new TopicPartition(connection.topics().pairs(), each))
              .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    }

    /**
     * Asks the broker, once a second at most; no if it does not answer.
     *
     * @param nanos the present time
     */
    boolean isAtTheEnd(long nanos) {
      if (nanos - lookedAt > EVERY.toNanos()) {
        lookedAt = nanos;
        atTheEnd = ask();
      }
      return atTheEnd;
    }

    private boolean ask() {
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

  /** Detects that no progress is made. For use by one thread. */
  private static final class StallDetector {
    private final Duration limit;
    private final LongSupplier nanoClock;
    private long last;
    private int accounted;
    private int faults;

    /**
     * @param limit how long nothing may happen
     */
    StallDetector(Duration limit, LongSupplier nanoClock) {
      this.limit = limit;
      this.nanoClock = nanoClock;
      this.last = nanoClock.getAsLong();
    }

    /** Whether neither number has changed for too long. */
    boolean after(int accountedNow, int faultsNow) {
      if (accountedNow != accounted || faultsNow != faults) {
        accounted = accountedNow;
        faults = faultsNow;
        last = nanoClock.getAsLong();
      }
      return nanoClock.getAsLong() - last > limit.toNanos();
    }
  }

  /**
   * What a run does.
   *
   * @param name of the topics and the consumer group; a server may hold several runs
   * @param seed of the records
   * @param records how many
   * @param lead how many records may be written and not accounted for
   * @param scorers how many, besides the guest
   * @param plan the faults
   * @param times client settings of the scorers
   * @param stall how long nothing may come before the run is given up
   * @param program of a scorer, by the folder of its mood
   */
  record Options(
      String name,
      long seed,
      int records,
      int lead,
      int scorers,
      FaultPlan plan,
      ClientTimes times,
      Duration stall,
      Function<Path, LocalScorer.Program> program) {
    private static final int MOST_AHEAD = 3_000;
    private static final int LEAST_AHEAD = 60;

    /**
     * So many that each fault meets work, and so few that the faults do not come too late for their
     * records.
     */
    static int lead(FaultPlan.Size size) {
      long half = size.records() / (2 * Math.max(1, size.faults()));
      return (int) Math.max(LEAST_AHEAD, Math.min(MOST_AHEAD, half));
    }
  }

  /**
   * What a run found.
   *
   * @param kinds how many records were sent of each kind
   * @param poison how many stretches of nothing but poison were sent
   * @param endedByThemselves scorers that ended without being told to
   * @param failedStarts scorers that ended before they were ready
   * @param stalled whether it was given up because nothing came any more
   */
  record Result(
      Ledger.Verdict verdict,
      FaultRunner.Done faults,
      Map<String, Integer> kinds,
      int poison,
      int endedByThemselves,
      int failedStarts,
      boolean stalled,
      Duration duration) {
    /** Whether the whole plan was done, and nothing is wrong. */
    boolean good() {
      return verdict.good() && !stalled;
    }
  }
}
