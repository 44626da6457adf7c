package dev.arena.trainer;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.command.CommandRunner;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.base.BaseEncoders;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.run.CrossValidationRun;
import dev.arena.trainer.run.TrainingOptions;
import dev.arena.trainer.run.TrainingRun;
import dev.arena.trainer.stopping.Stoppable;
import dev.arena.trainer.tune.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code arena train}: from votes to a bundle. */
@Command(
    name = "train",
    description = {
      "Trains a model on votes and writes it as a bundle.",
      "",
      "  ./arena train --train votes.csv --out models/mine",
      "  ./arena train --train a.csv,b.csv --validation v.csv --out models/mine",
      "  ./arena train --folds 10 --train votes.csv",
      "  ./arena train --recipe quick --epochs 2 --train votes.csv --out models/try",
      "  ./arena train --device cuda:0,cuda:1 --train votes.csv --out models/mine",
      "  ./arena train --resume --out models/mine                      after a stop or a crash",
      "",
      "A file of 50 rows or more without any tie teaches only which of two answers wins; at least"
          + " one file must hold ties. The validation file is reported on and used for nothing else.",
      ""
    },
    abbreviateSynopsis = true,
    modelTransformer = RecipeOptions.class,
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private VoteOptions votes = new VoteOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the bundle; a bundle there is replaced.")
  private @Nullable Path out;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Where to write report.html and report.json (default: the name of --out with -report"
              + " behind it; with --folds no report).")
  private @Nullable Path report;

  @Mixin private EncoderOptions encoders = new EncoderOptions();

  @Mixin private PlannedFolds planned = new PlannedFolds();

  @Mixin private RunOptions run = new RunOptions();

  @Mixin private PlannedPrediction prediction = new PlannedPrediction();

  /** Whether the bundle is in its place; read when Ctrl-C has ended the work. */
  private boolean written;

  private @Nullable Path reportDirectory() {
    return report != null || out == null
        ? report
        : out.resolveSibling(out.getFileName() + "-report");
  }

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = parsed();
    if (RecipeOptions.isToBePrinted(parsed)) {
      spec.commandLine().getOut().print(RecipeOptions.recipe(parsed).text());
      spec.commandLine().getOut().flush();
      return CommandRunner.DONE;
    }
    run.requireOneStart();
    if (run.resume()) {
      if (out == null) {
        throw new UsageException("--resume needs --out; expected the bundle of the training.");
      }
      StoredTraining stored = StoredTraining.read(run.directory(out), spec.commandLine());
      stored.requireAgreement(parsed);
      stored.command().out = out;
      stored.command().run = run;
      return stored.command().start(stored.arguments());
    }
    return start(arguments());
  }

  /** What was typed after the command's name. */
  private List<String> arguments() {
    List<String> typed = spec.root().commandLine().getParseResult().originalArgs();
    return typed.subList(typed.indexOf(spec.name()) + 1, typed.size());
  }

  ParseResult parsed() {
    return spec.commandLine().getParseResult();
  }

  private int start(List<String> arguments) throws IOException {
    run.requirePossible();
    planned.requirePossible(out);
    votes.requireInputsOnce(prediction.test());
    prediction.requirePossible(
        votes.badRows() == BadRows.SKIP ? BadRows.SKIP_SILENTLY : BadRows.STOP);
    Path bundle = out == null ? Path.of("") : out; // --folds needs none
    TrainingOptions options = options(bundle, arguments);
    PrintWriter err = spec.commandLine().getErr();
    Integer folds = planned.folds();
    if (folds != null) {
      return Stoppable.run(
          err, () -> "stopped; nothing was written.", () -> judge(options, folds, err));
    }
    return Stoppable.run(
        err,
        () ->
            written
                ? ("stopped; the bundle %s is complete, but not all predictions were"
                        + " written. Next: ./arena predict --bundle %s --input %s --out %s"
                        + " --resume")
                    .formatted(
                        options.out(), options.out(), prediction.test(), prediction.submission())
                : "stopped; no bundle was written. " + next(options),
        () -> train(options, err));
  }

  private void judge(TrainingOptions options, int folds, PrintWriter err) throws IOException {
    Recipe recipe = options.recipe();
    planned.write(
        new CrossValidationRun(options, err)
            .run(BaseEncoders.open(recipe.base(), recipe.layers()), folds),
        spec.commandLine().getOut());
  }

  private static String next(TrainingOptions options) {
    return RunDirectory.isThere(options.work().directory())
        ? "What was learned is kept in %s. Go on: %s"
            .formatted(options.work().directory(), options.resumeCommand())
        : "Nothing was learned yet. Run the command again.";
  }

  /**
   * What the command line says.
   *
   * @param arguments as typed, without the command's name
   */
  TrainingOptions options(Path bundle, List<String> arguments) {
    return new TrainingOptions(
        votes.train(),
        votes.validation(),
        bundle,
        votes.badRows(),
        encoders.choice(),
        RecipeOptions.recipe(parsed()),
        run.work(bundle, arguments),
        "./arena train " + ShellText.of(arguments),
        votes.cardNote(),
        reportDirectory());
  }

  private void train(TrainingOptions options, PrintWriter err) throws IOException {
    BundleManifest manifest =
        new TrainingRun(options, err)
            .run(BaseEncoders.open(options.recipe().base(), options.recipe().layers()));
    written = true;
    PrintWriter results = prediction.takesStandardOutput() ? err : spec.commandLine().getOut();
    results.printf(Locale.ROOT, "%s written to %s%n", manifest.model(), options.out());
    manifest
        .metrics()
        .forEach(
            metric ->
                results.printf(
                    Locale.ROOT,
                    "%s: log loss %.4f on %,d rows (prior %.4f)%n",
                    metric.data(),
                    metric.logLoss(),
                    metric.rows(),
                    metric.baselines().getOrDefault("prior", Double.NaN)));
    String predicted = prediction.run(options.out(), options.badRows());
    if (predicted != null) {
      results.printf("predictions written to %s%n", predicted);
    }
    results.printf("next: ./arena evaluate --bundle %s --data FILE%n", options.out());
    results.flush();
  }
}
