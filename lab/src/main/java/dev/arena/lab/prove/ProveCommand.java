package dev.arena.lab.prove;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.ProgressBar;
import dev.arena.lab.report.ReportOutput;
import dev.arena.schemas.failure.UsageException;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The {@code arena prove} command, which kills and disturbs scorers, votes services and servers,
 * and checks that no record is lost or duplicated and that every battle is right.
 */
@Command(
    name = "prove",
    description = {
      "Kills, freezes and slows down scorers and votes services, and kills the broker and the"
          + " registry, while records are scored and votes joined; accounts for every record, battle"
          + " and dead letter.",
      "",
      "  ./arena prove",
      "  ./arena prove --records 1000000 --kills 100 --json proof.json",
      "  ./arena prove --votes 0",
      "",
      "Several scorers run the real pipeline with a stand-in for the model on a temporary broker,"
          + " using the client settings that Arena ships, and two votes services join votes with what"
          + " they predict. A tenth of the records are adversarial."
          + " The seed determines the records and the faults, but not the timing of threads."
          + " docs/how-to/prove.md explains each line. The exit code is 1 if anything is wrong;"
          + " the logs are then kept.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class ProveCommand implements Callable<Integer> {
  private static final int SCORERS = 3;
  private static final int VOTE_SERVICES = 2;
  private static final int MAX_RECORDS = 100_000_000;
  private static final int RECORDS_PER_FAULT = 200;

  /** With fewer, a part of the run would have no votes. */
  private static final int MIN_VOTES = 20;

  /** All votes, and what is expected of them, are in memory. */
  private static final int MAX_VOTES = 1_000_000;

  /** One in fifty is written in the last part. */
  private static final int MIN_RECORDS_WITH_VOTES = 50;

  private static final int KILLS_PER_BROKER_KILL = 20;
  private static final int SEEDS = 1_000_000;

  /** Longer than the five minutes for which a group may wait for a member that has not joined. */
  private static final Duration STALL = Duration.ofMinutes(7);

  /** Longer than the interval at which the votes service looks for votes that have timed out. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Number of records to write. Default: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Number of scorer kills (kill -9). For every two of them, a votes service is killed; for every ten, each other kind of fault except broker kills occurs once."
              + " Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--broker-kills",
      paramLabel = "N",
      description = "Number of broker kills. Default: one per twenty scorer kills, rounded up.")
  private @Nullable Integer brokerKills;

  @Option(
      names = "--votes",
      paramLabel = "N",
      description =
          "Number of votes to write, which two votes services join: 20 to 1,000,000, with at least 50 records; 0 for a run without them."
              + " Default: half the number of records, at most 1,000,000; 0 with fewer than 50 records.")
  private @Nullable Integer votes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed; the same seed yields the same records and faults. Default: random.")
  private @Nullable Long seed;

  @Mixin private ReportOutput output = new ReportOutput();

  private final Function<Path, LocalService.Program> program;
  private final LocalService.Program votesProgram;

  /** Called by picocli. */
  public ProveCommand() {
    this(FaultInjectingScorer::program, LocalService.Program.VOTES);
  }

  /**
   * Creates a command with other programs, for tests.
   *
   * @param program returns a scorer's program, given the folder of its switches
   * @param votesProgram the votes service
   */
  ProveCommand(Function<Path, LocalService.Program> program, LocalService.Program votesProgram) {
    this.program = program;
    this.votesProgram = votesProgram;
  }

  @Override
  public Integer call() throws InterruptedException {
    FaultPlan.Size size = size();
    output.prepare();
    long chosen = seed == null ? new Random().nextInt(SEEDS) : seed;
    Proof.Options options =
        new Proof.Options(
            "prove",
            chosen,
            records,
            Proof.Options.lead(size),
            Proof.Options.PARTITIONS,
            SCORERS,
            FaultPlan.of(chosen, size, Proof.ClientTimeouts.SHIPPED.session()),
            Proof.ClientTimeouts.SHIPPED,
            STALL,
            program,
            votes());
    output.say(
        "seed %d: %,d records, %,d votes, %d faults; starting a broker, a registry, %d scorers and %d votes services"
            .formatted(chosen, records, voteCount(), size.faults(), SCORERS, size.voteServices()));
    ProveReport report;
    try {
      report = report(options);
    } catch (InterruptException stopped) {
      return CommandRunner.INTERRUPTED;
    }
    output.write(report);
    if (!report.good()) {
      output.say(
          "something is wrong (see above); repeat the same records and faults with ./arena prove --records %d --kills %d --broker-kills %d --votes %d --seed %d"
              .formatted(records, size.kills(), size.brokerKills(), voteCount(), chosen));
    }
    return report.good() ? CommandRunner.DONE : CommandRunner.FAILED;
  }

  private ProveReport report(Proof.Options options) throws InterruptedException {
    try (TemporaryStack stack = TemporaryStack.start("arena-prove");
        ProgressBar progress = ProgressBar.onStderr("prove", "records", options.records())) {
      try {
        ProveReport report = Proof.run(stack, options, progress::update, System::nanoTime);
        if (!report.good()) {
          keepLogs(stack, options);
        }
        return report;
      } catch (InterruptException stopped) {
        throw stopped;
      } catch (RuntimeException failed) {
        if (!Thread.currentThread().isInterrupted()) { // Ctrl-C also ends the processes
          keepLogs(stack, options);
        }
        throw failed;
      }
    }
  }

  /** Returns the options of the votes; null for a run without them. */
  private Proof.@Nullable Votes votes() {
    return voteCount() == 0
        ? null
        : new Proof.Votes(voteCount(), VOTE_SERVICES, QUIET, votesProgram);
  }

  private int voteCount() {
    if (votes != null) {
      return votes;
    }
    return records < MIN_RECORDS_WITH_VOTES ? 0 : Math.min(MAX_VOTES, records / 2);
  }

  /** Copies the logs of the servers and services, whose folder is deleted at the end. */
  private void keepLogs(TemporaryStack stack, Proof.Options options) {
    try {
      Path kept = Files.createTempDirectory("arena-" + options.name() + "-logs-");
      copyLogs(stack.folder(), kept);
      Path run = stack.folder().resolve(options.name());
      try (DirectoryStream<Path> scorers = Files.newDirectoryStream(run)) {
        for (Path scorer : scorers) {
          copyLogs(scorer, Files.createDirectory(kept.resolve(scorer.getFileName())));
        }
      }
      output.say("the logs are kept in " + kept);
    } catch (IOException unwritable) {
      output.say("the logs could not be kept: " + unwritable);
    }
  }

  /** Copies the logs of a folder, but not those of its subfolders, where the broker keeps data. */
  private static void copyLogs(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(from, "*.log")) {
      for (Path log : logs) {
        Files.copy(log, to.resolve(log.getFileName()));
      }
    }
  }

  private void requireVotes(int count) {
    if (count < MIN_VOTES || count > MAX_VOTES) {
      throw new UsageException(
          "--votes is %d; expected %d to %d, or 0 for a run without votes."
              .formatted(count, MIN_VOTES, MAX_VOTES));
    }
    if (records < MIN_RECORDS_WITH_VOTES) {
      throw new UsageException(
          "--votes is %d and --records is %d; expected at least %d records in a run with votes. Use more records, or --votes 0."
              .formatted(count, records, MIN_RECORDS_WITH_VOTES));
    }
  }

  /**
   * Returns the size of the plan.
   *
   * @throws UsageException if options are out of range or contradict each other; the message names
   *     them
   */
  private FaultPlan.Size size() {
    ReportOutput.requireAtLeast(0, "--kills", kills);
    if (brokerKills != null) {
      ReportOutput.requireAtLeast(0, "--broker-kills", brokerKills);
    }
    ReportOutput.requireAtLeast(1, "--records", records);
    if (votes != null && votes != 0) {
      requireVotes(votes);
    }
    if (records > MAX_RECORDS) {
      throw new UsageException(
          "--records is %d; expected at most %d.".formatted(records, MAX_RECORDS));
    }
    int brokerKillCount =
        brokerKills == null ? (int) Math.ceil(kills / (double) KILLS_PER_BROKER_KILL) : brokerKills;
    FaultPlan.Size size =
        new FaultPlan.Size(
            records, kills, brokerKillCount, SCORERS, voteCount() == 0 ? 0 : VOTE_SERVICES);
    if (size.faults() * RECORDS_PER_FAULT > records) {
      throw new UsageException(
          "--kills %d and --broker-kills %d make %d faults, and --records is %d; expected at least %d records per fault. Use more records or fewer kills."
              .formatted(kills, brokerKillCount, size.faults(), records, RECORDS_PER_FAULT));
    }
    return size;
  }
}
