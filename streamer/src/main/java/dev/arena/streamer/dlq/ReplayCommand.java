package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.ConnectionOptions;
import dev.arena.streamer.dlq.ReplayCounts.Fate;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena dlq replay}: sends dead letters to the pairs' topic again, each once. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters to the scorer again, each once, after the cause was fixed.",
      "",
      "  ./arena dlq replay --reason \"does not know\" --dry-run",
      "  ./arena dlq replay 0@17 0@23",
      "",
      "Key, value, headers and partition are those of the record; its time is now. Dead letters that"
          + " were sent before are skipped, and so are those that would fail again whatever was"
          + " fixed: null values, values that are not in Confluent's wire format, and pairs without"
          + " turns. A replay that is stopped half-way is completed by running it again.",
      ""
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PARTITION@OFFSET",
      description = "Which dead letters, as ./arena dlq list shows them.")
  private List<String> places = new ArrayList<>();

  @Mixin private DeadLetterFilter filter = new DeadLetterFilter();

  @Option(names = "--all", description = "All dead letters.")
  private boolean all;

  @Option(names = "--again", description = "Also those that were sent before.")
  private boolean again;

  @Option(names = "--force", description = "Also those that would fail again, such as null values.")
  private boolean force;

  @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
  private boolean dryRun;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private @Nullable CommandSpec spec;

  private final ReplayCounts counts = new ReplayCounts();

  @Override
  public Integer call() throws InterruptedException {
    DeadLetterFilter.Chosen chosen = filter.chosen(Clock.systemUTC());
    List<PartitionOffset> wanted = places.stream().map(PartitionOffset::parse).distinct().toList();
    int ways = (wanted.isEmpty() ? 0 : 1) + (filter.chooses() ? 1 : 0) + (all ? 1 : 0);
    if (ways != 1) {
      throw new UsageException(
          "expected one way to say which dead letters: places such as 0@17, or --reason and --since, or --all; found %s. Look at ./arena dlq list."
              .formatted(ways == 0 ? "none" : "more"));
    }
    Connection connection = connectionOptions.connection(System.getenv());
    Selection selection = new Selection(new DeadLetters(connection), chosen, wanted);
    try {
      return dryRun ? sayWhatWouldBeSent(connection, selection) : send(connection, selection);
    } catch (InterruptException interrupted) {
      throw new InterruptedException("the replay was interrupted");
    }
  }

  private int sayWhatWouldBeSent(Connection connection, Selection selection)
      throws InterruptedException {
    ReplayMarkers marks = ReplayMarkers.read(connection);
    DeadLetterFormat format = new DeadLetterFormat.Table(Integer.MAX_VALUE);
    selection.forEach(
        deadLetter -> {
          Fate fate = fate(deadLetter, marks.has(deadLetter.place()));
          counts.add(deadLetter, fate);
          if (fate == Fate.SENT) {
            out().println(format.line(deadLetter, marks.has(deadLetter.place())));
          }
          return fate == Fate.SENT;
        },
        () -> {});
    counts.lines("would send", connection.topics().pairs()).forEach(err()::println);
    err().println("arena: nothing was sent (--dry-run)");
    return CommandRunner.DONE;
  }

  private int send(Connection connection, Selection selection) throws InterruptedException {
    try (DeadLetterReplay replay = DeadLetterReplay.open(connection, Clock.systemUTC())) {
      selection.forEach(deadLetter -> sent(replay, deadLetter), replay::poll);
      replay.finish();
      counts.lines("sent", connection.topics().pairs()).forEach(out()::println);
      out().flush();
    }
    boolean refusedByName = !places.isEmpty() && counts.of(Fate.FAILS_AGAIN) > 0;
    return counts.of(Fate.CANNOT_BE_SENT) > 0 || refusedByName
        ? CommandRunner.FAILED
        : CommandRunner.DONE;
  }

  private boolean sent(DeadLetterReplay replay, DeadLetter deadLetter) {
    Fate fate = fate(deadLetter, replay.wasSent(deadLetter));
    if (fate == Fate.SENT) {
      try {
        replay.send(deadLetter);
      } catch (DeadLetterReplay.Unsendable reason) {
        err()
            .println(
                "arena: %s is not sent: %s".formatted(deadLetter.place(), reason.getMessage()));
        fate = Fate.CANNOT_BE_SENT;
      }
    }
    counts.add(deadLetter, fate);
    return fate == Fate.SENT;
  }

  private Fate fate(DeadLetter deadLetter, boolean sentBefore) {
    if (!again && sentBefore) {
      return Fate.SENT_BEFORE;
    }
    return !force && deadLetter.failsAgain() ? Fate.FAILS_AGAIN : Fate.SENT;
  }

  private PrintWriter out() {
    return CommandOutput.out(spec);
  }

  private PrintWriter err() {
    return CommandOutput.err(spec);
  }
}
