package dev.arena.votes.evaluation;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.failure.UsageException;
import dev.arena.votes.config.VotesKeys;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena votes evaluation}: prints how well each scorer predicts votes, from the topic of
 * evaluations alone.
 */
@Command(
    name = "evaluation",
    mixinStandardHelpOptions = true,
    description = {
      "Prints how well each scorer predicts the votes on its pairs.",
      "",
      "Examples:",
      "  ./arena votes evaluation",
      "  ./arena votes evaluation --days 7 --slice any --json",
      ""
    })
public final class EvaluationCommand implements Callable<Integer> {
  @Mixin private EvaluationFilter filter = new EvaluationFilter();

  @Option(
      names = "--days",
      paramLabel = "N",
      description =
          "Only votes of the last N days in UTC, today included (default: all votes); then without the test of calibration, which needs all votes.")
  private @Nullable Integer days;

  @Option(names = "--json", description = "One JSON object per line instead of a table.")
  private boolean json;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (days != null && (days < 1 || days > EvaluationRecords.MAX_DAYS)) {
      throw new UsageException(
          "--days is %d; expected a number from 1 to %d."
              .formatted(days, EvaluationRecords.MAX_DAYS));
    }
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    String topic = connection.configuration().get(VotesKeys.TOPIC_EVALUATION);
    EvaluationRecords records =
        EvaluationRecords.of(filter.select(EvaluationReader.read(connection, topic)));
    print(
        days == null ? records.all() : records.lastDays(days, Clock.systemUTC().instant()), topic);
    return CommandRunner.DONE;
  }

  private void print(List<EvaluationFigures> figures, String topic) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      figures.forEach(each -> out.println(each.json()));
    } else if (figures.isEmpty()) {
      out.println("%s has no votes on scored pairs that match".formatted(topic));
    } else {
      EvaluationTable.lines(figures).forEach(out::println);
    }
    out.flush();
  }
}
