package dev.arena.votes.evaluation;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.failure.UserException;
import dev.arena.votes.config.VotesKeys;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena votes compare}: prints whether a challenger predicts votes better than the champion,
 * from the topic of evaluations alone.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Prints whether a challenger predicts votes better than the champion.",
      "",
      "Examples:",
      "  ./arena votes compare",
      "  ./arena votes compare --model arena-small@1.5.0 --champion arena-small@1.4.0 --json",
      "",
      "The champion is the scorer on the first topic in arena.votes.preference.topics; the options --topic and --model select challengers.",
      "The decision is better, worse, equivalent or undecided, by votes on all pairs: slices have none. You may look at any time and as often as you like; with many new voters and pairs, the chance of ever seeing a wrong better or worse is then about 5%% at most.",
      "Exit codes: 0 if there is a comparison, whatever the decision; 1 if there is none.",
      ""
    })
public final class CompareCommand implements Callable<Integer> {
  @Mixin private EvaluationFilter filter = new EvaluationFilter();

  @Option(
      names = "--champion",
      paramLabel = "NAME@VERSION",
      description = "Only comparisons with this bundle of the champion.")
  private @Nullable String champion;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    String topic = connection.configuration().get(VotesKeys.TOPIC_EVALUATION);
    List<ComparisonFigures> comparisons =
        ComparisonFigures.of(filter.select(EvaluationReader.read(connection, topic))).stream()
            .filter(each -> champion == null || champion.equals(each.sums().getModel()))
            .toList();
    if (comparisons.isEmpty()) {
      throw new UserException(
          "no comparison in %s matches; expected votes on pairs that both scorers had scored before. Check that arena.votes.preference.topics names the topics of both, the champion's first."
              .formatted(topic));
    }
    PrintWriter out = spec.commandLine().getOut();
    for (ComparisonFigures each : comparisons) {
      if (json) {
        out.println(each.json());
      } else {
        each.lines().forEach(out::println);
      }
    }
    out.flush();
    return CommandRunner.DONE;
  }
}
