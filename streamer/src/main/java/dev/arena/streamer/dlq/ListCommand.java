package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.ConnectionOptions;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena dlq list}: one line for each dead letter, and how many there are of each kind. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists dead letters, and counts them by reason.",
      "",
      "  ./arena dlq list --since 12h",
      "  ./arena dlq list --reason \"no turns\" --json",
      ""
    })
final class ListCommand implements Callable<Integer> {
  @Mixin private DeadLetterFilter filter = new DeadLetterFilter();

  @Option(
      names = "--json",
      description = "One JSON object per line instead of a table; the counts go to stderr.")
  private boolean json;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    DeadLetterFilter.Chosen chosen = filter.chosen(Clock.systemUTC());
    Connection connection = connectionOptions.connection(System.getenv());
    DeadLetters deadLetters = new DeadLetters(connection);
    ReplayMarkers markers = ReplayMarkers.read(connection);
    DeadLetterFormat format =
        json ? DeadLetterFormat.JSON : DeadLetterFormat.table(Terminal.ofStdout());
    PrintWriter out = CommandOutput.out(spec);
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
    PrintWriter summary = json ? CommandOutput.err(spec) : out;
    reasons.lines(deadLetters.topic(), filter.chooses()).forEach(summary::println);
    summary.flush();
    return CommandRunner.DONE;
  }
}
