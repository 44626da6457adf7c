package dev.arena.votes.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.ReplaceOption;
import dev.arena.cli.Shutdown;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.config.VotesKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena votes export}: writes the current votes, with the texts of their pairs, to a file
 * that is complete or does not appear.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the current votes, with the texts of their pairs, to a file.",
      "",
      "Examples:",
      "  ./arena votes export --format csv --out votes.csv && ./arena train --train votes.csv --out mine",
      "  ./arena votes export --format dpo --before 2026-11-01T00:00:00Z --out preferences.jsonl",
      "",
      "The formats: csv and jsonl, which ./arena train reads; dpo for TRL (prompt, chosen, rejected); arena-rank for ratings with LMArena's package (no texts).",
      "The file appears when it is complete. If an export is interrupted, run it again: the same votes give the same bytes.",
      "Votes whose pair is no longer in the topic of pairs are omitted and counted.",
      ""
    })
public final class ExportCommand implements Callable<Integer> {
  private static final String ALL_KINDS = "all";
  private static final Duration LAST_STEP = Duration.ofSeconds(10);

  @Option(
      names = "--format",
      required = true,
      paramLabel = "csv|jsonl|dpo|arena-rank",
      description = "The format of the file.")
  private String format = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write; - for standard output (the default).")
  private String out = OutputFile.STANDARD_OUTPUT;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description =
          "Only votes that were cast before TIME, such as 2026-11-01T00:00:00Z (default: now).")
  private @Nullable String before;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Only votes of this kind, such as human or judge; may be repeated; all for every kind (default: human).")
  private List<String> kinds = List.of(BattleKey.HUMAN);

  @Option(names = "--json", description = "One JSON object with the counts instead of text.")
  private boolean json;

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InterruptedException {
    VoteSelection selection =
        new VoteSelection(
            ExportFormat.of(format),
            kinds.contains(ALL_KINDS) ? Set.of() : Set.copyOf(kinds),
            time());
    if (!isStandardOutput()) {
      OutputFile.folderOf(Path.of(out));
      OutputFile.requireNew(Path.of(out), replace.given());
    }
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    try (Interruption interruption = new Interruption(Thread.currentThread())) {
      ExportCounts counts = export(connection, selection);
      print(counts, selection, connection.configuration().get(VotesKeys.TOPIC_BATTLES));
      return CommandRunner.DONE;
    } catch (InterruptException interrupted) {
      throw new InterruptedException("the export was interrupted");
    }
  }

  private Instant time() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (before == null) {
      return now;
    }
    try {
      Instant given = Instant.parse(before);
      if (given.isAfter(now)) {
        throw new UsageException(
            "--before is %s, which is in the future; expected a time that has passed, so that no exported vote counts in the evaluation of a model that learns from it. Omit it to export all votes up to now."
                .formatted(before));
      }
      return given;
    } catch (DateTimeParseException noTime) {
      throw new UsageException(
          "--before is %s; expected a time in ISO 8601 and UTC, such as 2026-11-01T00:00:00Z."
              .formatted(before));
    }
  }

  private ExportCounts export(Connection connection, VoteSelection selection)
      throws InterruptedException {
    String battles = connection.configuration().get(VotesKeys.TOPIC_BATTLES);
    String pairs = connection.configuration().get(KafkaKeys.TOPIC_PAIRS);
    boolean texts = selection.format().hasTexts();
    connection.requireTopics(
        texts
            ? Map.of(battles, AclOperation.READ, pairs, AclOperation.READ)
            : Map.of(battles, AclOperation.READ));
    ExportCounts counts = new ExportCounts();
    spec.commandLine().getErr().println("arena: reading battles from %s".formatted(battles));
    List<ExportedVote> votes = selection.read(connection, battles, counts);
    try (ExportFile file = ExportFile.open(out, selection.format())) {
      if (texts) {
        addWithTexts(votes, connection, pairs, new Export(file, counts));
      } else {
        for (ExportedVote vote : votes) {
          file.addWithoutTexts(vote);
          counts.export();
        }
      }
      if (counts.exported() == 0) {
        throw nothing(counts, selection, battles);
      }
      file.complete();
    }
    return counts;
  }

  /** Where votes go, and what becomes of them. */
  private record Export(ExportFile file, ExportCounts counts) {
    void add(ExportedVote vote, PairTexts.Found found) {
      Omission omission =
          found instanceof PairTexts.Found.Pair pair
              ? file.add(vote, pair.pair())
              : ((PairTexts.Found.None) found).reason();
      if (omission == null) {
        counts.export();
      } else {
        counts.omit(omission);
      }
    }
  }

  private void addWithTexts(
      List<ExportedVote> votes, Connection connection, String pairs, Export export)
      throws InterruptedException {
    spec.commandLine()
        .getErr()
        .println(
            String.format(
                Locale.ROOT, "arena: reading the pairs of %,d votes from %s", votes.size(), pairs));
    try (PairTexts found = PairTexts.open(connection, pairs)) {
      for (ExportedVote vote : votes) {
        export.add(vote, found.of(vote));
        if (Thread.interrupted()) {
          throw new InterruptedException("the export was interrupted");
        }
      }
    }
  }

  private static UserException nothing(
      ExportCounts counts, VoteSelection selection, String battles) {
    StringBuilder message =
        new StringBuilder(
            "no vote in %s can be exported; expected votes of kind %s that were cast before %s."
                .formatted(battles, kinds(selection), selection.before()));
    counts.omissions().forEach(line -> message.append("\n  ").append(line.strip()));
    return new UserException(message.append("\n  No file was written.").toString());
  }

  private static String kinds(VoteSelection selection) {
    return selection.kinds().isEmpty()
        ? "any"
        : String.join(" or ", selection.kinds().stream().sorted().toList());
  }

  /** The summary goes to standard output, unless the votes are there. */
  private void print(ExportCounts counts, VoteSelection selection, String battles) {
    PrintWriter summary =
        isStandardOutput() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    if (json) {
      ObjectNode object = counts.json();
      object.put("format", selection.format().text());
      object.put("before", selection.before().toString());
      object.putPOJO("kinds", selection.kinds().stream().sorted().toList());
      summary.println(object);
    } else {
      summary.println(
          String.format(
              Locale.ROOT,
              "%,d votes of kind %s in %s, cast before %s, written to %s",
              counts.exported(),
              kinds(selection),
              battles,
              selection.before(),
              isStandardOutput() ? "standard output" : out));
      counts.omissions().forEach(summary::println);
      if (selection.format().isForTraining() && !isStandardOutput()) {
        summary.println("next: ./arena train --train %s --out mine".formatted(out));
      }
    }
    summary.flush();
  }

  private boolean isStandardOutput() {
    return out.equals(OutputFile.STANDARD_OUTPUT);
  }

  /** Interrupts the export on Ctrl-C, and waits until its unfinished file is removed. */
  private static final class Interruption implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Shutdown.Action action;

    Interruption(Thread exporting) {
      action =
          Shutdown.onSignal(
              "export-interrupt",
              () -> {
                exporting.interrupt();
                try {
                  ended.await(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    @Override
    public void close() {
      ended.countDown();
      action.remove();
    }
  }
}
