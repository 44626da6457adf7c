package dev.arena.votes.promote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.statistics.sequential.ComparisonDecision.Conclusion;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.evaluation.ComparisonFigures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena promote}: switches scorers to a challenger's bundle, if votes say that it is better.
 */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    description = {
      "Switches scorers to another bundle, if votes say that it is better.",
      "",
      "Examples:",
      "  ./arena promote --from /models/next --to /models/current",
      "  ./arena promote --from /models/old --to /models/current --force",
      "",
      "The symbolic link (--to) is the one that the scorers' arena.bundle names; they use the new bundle within arena.bundle.watch. Each switch is recorded in a file beside the link.",
      "To roll back, name the folder that was in use before.",
      "Exit codes: 0 if the link was switched, 3 if it was refused because the new bundle is not better, 1 if something failed.",
      ""
    })
public final class PromoteCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "The bundle that scorers should use.")
  private Path from = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "LINK",
      description = "The symbolic link to the bundle that scorers use now.")
  private Path to = Path.of("");

  @Option(
      names = "--accept-equivalent",
      description = "Also switch if the difference does not matter.")
  private boolean acceptEquivalent;

  @Option(names = "--force", description = "Switch without looking at the votes; this is recorded.")
  private boolean force;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    BundleLink link = BundleLink.at(to);
    String next = ModelBundle.load(from).manifest().model();
    String current = current();
    if (next.equals(current)) {
      throw new UserException(
          "both bundles are %s; expected another name or version. Check --from and --to, or give the new bundle a version of its own."
              .formatted(next));
    }
    Optional<ComparisonFigures> comparison = force ? Optional.empty() : compare(next, current);
    if (!force && !isAllowed(comparison, acceptEquivalent)) {
      refuse(comparison, next, current);
      return CommandRunner.REFUSED;
    }
    BundleLink.Switched switched = link.switchTo(from);
    link.append(record(next, current, switched, comparison).toString());
    PrintWriter out = spec.commandLine().getOut();
    comparison.ifPresent(figures -> figures.lines().forEach(out::println));
    out.println("%s now leads to %s instead of %s".formatted(to, next, current));
    out.println(
        "to roll back: ./arena promote --from %s --to %s --force".formatted(switched.before(), to));
    out.flush();
    return CommandRunner.DONE;
  }

  /** The model to replace; with --force, even one that cannot be loaded any more. */
  private String current() {
    try {
      return ModelBundle.load(to).manifest().model();
    } catch (UserException unusable) {
      if (force) {
        return "a bundle that cannot be loaded";
      }
      throw unusable;
    }
  }

  private Optional<ComparisonFigures> compare(String next, String current)
      throws InterruptedException {
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    return ComparisonFigures.between(connection, next, current);
  }

  /** Whether a comparison with the current bundle allows a switch. */
  static boolean isAllowed(Optional<ComparisonFigures> comparison, boolean acceptEquivalent) {
    return comparison
        .map(figures -> figures.decision().conclusion())
        .filter(
            conclusion ->
                conclusion == Conclusion.BETTER
                    || (conclusion == Conclusion.EQUIVALENT && acceptEquivalent))
        .isPresent();
  }

  private void refuse(Optional<ComparisonFigures> comparison, String next, String current) {
    PrintWriter err = spec.commandLine().getErr();
    comparison.ifPresentOrElse(
        figures -> figures.lines().forEach(err::println),
        () ->
            err.println(
                "no votes on pairs that both %s and %s had scored before"
                    .formatted(next, current)));
    err.println(
        "%s was not switched; expected %s to be better than %s. Wait for more votes, or pass --accept-equivalent or --force."
            .formatted(to, next, current));
    err.flush();
  }

  private ObjectNode record(
      String next,
      String current,
      BundleLink.Switched switched,
      Optional<ComparisonFigures> comparison) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", Clock.systemUTC().instant().toString());
    json.put("model", next);
    json.put("replaced_model", current);
    json.put("folder", switched.after().toString());
    json.put("replaced_folder", switched.before().toString());
    json.put("forced", force);
    comparison.ifPresent(figures -> json.set("comparison", figures.json()));
    return json;
  }
}
