package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.text.TerminalText;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena dlq list}: prints one line for each dead letter, and a count for each reason. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists dead letters, and counts them by reason.",
      "",
      "  ./arena dlq list --since 12h",
      "  ./arena dlq list --reason \"no turns\" --json",
      "  ./arena dlq list --set arena.topic.dlq=arena.votes.dlq --topic arena.votes",
      ""
    })
final class ListCommand implements Callable<Integer> {
  @Mixin private DeadLetterFilter filter = new DeadLetterFilter();

  @Option(
      names = "--json",
      description = "One JSON object per line instead of a table; the counts go to stderr.")
  private boolean json;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    DeadLetterFilter.Chosen chosen = filter.chosen(Clock.systemUTC());
    Connection connection = connectionOptions.connection(StreamerKeys.table(), System.getenv());
    DeadLetters deadLetters = new DeadLetters(connection);
    ReplayMarkers markers = ReplayMarkers.read(connection);
    DeadLetterFormat format =
        json ? DeadLetterFormat.JSON : DeadLetterFormat.table(Terminal.ofStdout());
    PrintWriter out = spec.commandLine().getOut();
    Reasons reasons = new Reasons();
    deadLetters.forEach(
        deadLetter -> {
          if (chosen.takes(deadLetter)) {
            if (reasons.count() == 0) {
              format.heading().ifPresent(out::println);
            }
            out.println(format.line(deadLetter, markers.has(deadLetter.position())));
            reasons.add(deadLetter);
          }
          return reasons.count() < chosen.limit() && !out.checkError();
        });
    PrintWriter summary = json ? spec.commandLine().getErr() : out;
    reasons.lines(deadLetters.topic(), filter.restricts()).forEach(summary::println);
    summary.flush();
    return CommandRunner.DONE;
  }

  /** Counts dead letters by reason; reasons that differ only in numbers and ids count as one. */
  static final class Reasons {
    private static final int MOST_SHOWN = 10;

    /** Beyond this limit, new reasons are counted together; bounds memory. */
    private static final int MOST_KEPT = 10_000;

    private final Map<String, Kind> kinds = new HashMap<>();
    private long count;

    /**
     * Dead letters whose reasons differ only in numbers and ids.
     *
     * @param first the reason of the first one
     * @param differ whether the reasons have different numbers or ids
     */
    private record Kind(String first, long count, boolean differ) {
      Kind and(Kind other) {
        return new Kind(first, count + other.count, differ || !first.equals(other.first));
      }

      String line() {
        return "%8d  %s%s"
            .formatted(
                count, first, differ ? " (the first; the others differ in numbers or id)" : "");
      }
    }

    void add(DeadLetter deadLetter) {
      count++;
      String reason = TerminalText.line(deadLetter.reason());
      String key =
          reason
              .replaceFirst("(^|for )pair .* (has|arrived) ", "$1pair ... $2 ")
              .replaceAll("\\d+", "N");
      if (kinds.size() < MOST_KEPT || kinds.containsKey(key)) {
        kinds.merge(key, new Kind(reason, 1, false), Kind::and);
      }
    }

    long count() {
      return count;
    }

    /**
     * The most frequent reasons with their counts, below a line with the total.
     *
     * @param filtered whether a filter selected the dead letters
     */
    List<String> lines(String topic, boolean filtered) {
      if (count == 0) {
        return List.of("no dead letters in " + topic + (filtered ? " match" : ""));
      }
      List<String> lines = new ArrayList<>();
      lines.add(count == 1 ? "1 dead letter:" : count + " dead letters:");
      long rest = count;
      List<Kind> sorted =
          kinds.values().stream()
              .sorted(Comparator.comparingLong(Kind::count).reversed().thenComparing(Kind::first))
              .limit(MOST_SHOWN)
              .toList();
      for (Kind kind : sorted) {
        lines.add(kind.line());
        rest -= kind.count();
      }
      if (rest > 0) {
        lines.add("%8d  other reasons".formatted(rest));
      }
      return lines;
    }
  }
}
