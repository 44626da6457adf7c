package dev.arena.votes.evaluation;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.failure.UsageException;
import dev.arena.votes.config.VotesKeys;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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
  private static final int MAX_DAYS = 400;

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
    if (days != null && (days < 1 || days > MAX_DAYS)) {
      throw new UsageException(
          "--days is %d; expected a number from 1 to %d.".formatted(days, MAX_DAYS));
    }
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    String topic = connection.configuration().get(VotesKeys.TOPIC_EVALUATION);
    List<LiveEvaluation> selected = filter.select(EvaluationReader.read(connection, topic));
    print(figures(selected, days, Clock.systemUTC()), topic);
    return CommandRunner.DONE;
  }

  /**
   * The figures of each scorer.
   *
   * @param days the number of days whose votes count; null for all votes
   */
  static List<EvaluationFigures> figures(
      List<LiveEvaluation> records, @Nullable Integer days, Clock clock) {
    List<LiveEvaluation> totals =
        records.stream().filter(each -> each.getSize() == EvaluationKey.TOTAL).toList();
    if (days == null) {
      return totals.stream().map(EvaluationFigures::ofTotal).toList();
    }
    long today = Math.floorDiv(clock.millis(), EvaluationKey.DAY);
    long first = (today - days + 1) * EvaluationKey.DAY;
    return totals.stream()
        .map(
            total -> {
              EvaluationSums sums = new EvaluationSums();
              records.stream()
                  .filter(each -> each.getSize() == EvaluationKey.DAY)
                  .filter(each -> each.getStart().toEpochMilli() >= first)
                  .filter(each -> isSame(each, total))
                  .forEach(each -> sums.add(EvaluationSums.of(each)));
              return new EvaluationFigures(total, sums, false);
            })
        .toList();
  }

  private static boolean isSame(LiveEvaluation one, LiveEvaluation other) {
    return Objects.equals(one.getTopic(), other.getTopic())
        && Objects.equals(one.getModel(), other.getModel())
        && Objects.equals(one.getSlice(), other.getSlice())
        && Objects.equals(one.getKind(), other.getKind());
  }

  private void print(List<EvaluationFigures> figures, String topic) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      figures.forEach(each -> out.println(each.json()));
    } else if (figures.isEmpty()) {
      out.println("no votes on scored pairs in %s match".formatted(topic));
    } else {
      EvaluationTable.lines(figures).forEach(out::println);
    }
    out.flush();
  }
}
