package dev.arena.trainer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.ReplaceOption;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.base.BaseEncoders;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.run.CrossValidationRun;
import dev.arena.trainer.run.ShellText;
import dev.arena.trainer.run.TrainingOptions;
import dev.arena.trainer.run.TrainingRun;
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

/** {@code arena train}: trains a model on votes and writes its bundle. */
@Command(
    name = "train",
    description = {
      "Trains a model on votes and writes it as a bundle.",
      "",
      "  ./arena train --train votes.csv",
      "  ./arena train --train votes.csv --out models/mine",
      "  ./arena train --train a.csv,b.csv --validation v.csv --out models/mine",
      "  ./arena train --folds 10 --train votes.csv",
      "  ./arena train --recipe quick --epochs 2 --train votes.csv --out models/try",
      "  ./arena train --device cuda:0,cuda:1 --train votes.csv --out models/mine",
      "  ./arena train --resume --out models/mine                      after a stop or a crash",
      "",
      "A file of 50 or more rows without a tie teaches only which of two answers wins; at least"
          + " one file must contain ties. The validation file is used for the report and for"
          + " nothing else.",
      ""
    },
    abbreviateSynopsis = true,
    modelTransformer = RecipeOptions.class,
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private VoteOptions votes = new VoteOptions();

  /** Where the bundle is written unless the user says otherwise. */
  private static final String DEFAULT_OUT = "model";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the bundle (default: model).")
  private @Nullable Path out;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Where to write report.html and report.json (default: --out with -report"
              + " appended; with --folds, no report).")
  private @Nullable Path report;

  @Mixin private EncoderOptions encoders = new EncoderOptions();

  @Mixin private PlannedFolds planned = new PlannedFolds();

  @Mixin private RunOptions run = new RunOptions();

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Mixin private PlannedPrediction prediction = new PlannedPrediction();

  /** The folder against which relative paths are resolved. */
  private final Path folder;

  /** Whether existing results belong to the run that is being resumed. */
  private boolean ownResults;

  /** Whether the bundle and the report are complete; read after Ctrl-C. */
  private boolean written;

  TrainCommand() {
    this(Path.of(""));
  }

  /**
   * @param folder the base of relative paths in options whose type is not a path
   */
  TrainCommand(Path folder) {
    this.folder = folder;
  }

  private @Nullable Path reportDirectory() {
    Path bundle = bundle();
    return report != null || bundle == null
        ? report
        : bundle.resolveSibling(bundle.getFileName() + "-report");
  }

  /** The bundle's folder; null with --folds, which writes none. */
  private @Nullable Path bundle() {
    return out == null && planned.folds() == null ? folder.resolve(DEFAULT_OUT) : out;
  }

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = parsed();
    if (RecipeOptions.isToBePrinted(parsed)) {
      spec.commandLine().getOut().print(recipe().text());
      spec.commandLine().getOut().flush();
      return CommandRunner.DONE;
    }
    run.requireOneStart();
    if (!run.resume()) {
      return start(arguments());
    }
    Path bundle = bundle();
    if (bundle == null) {
      throw new UsageException("--folds keeps nothing to resume; expected no --resume.");
    }
    StoredTraining stored = StoredTraining.read(run.directory(bundle), spec.commandLine());
    stored.requireAgreement(parsed);
    if (stored.finished() != null) {
      spec.commandLine().getOut().println(stored.whatIsLeft(bundle));
      return CommandRunner.DONE;
    }
    stored.requireFiles();
    return stored.command().resumed(this).start(stored.arguments());
  }

  /** This command, which started a run, with the options of the command that resumes it. */
  private TrainCommand resumed(TrainCommand now) {
    Path place = now.bundle();
    Path before = bundle();
    ownResults = place != null && before != null && OutputFile.isSame(place, before);
    if (now.replace.given() || !ownResults) {
      replace = now.replace;
    }
    out = place;
    run = now.run;
    return this;
  }

  /** What was typed after the command name. */
  private List<String> arguments() {
    List<String> typed = spec.root().commandLine().getParseResult().originalArgs();
    return typed.subList(typed.indexOf(spec.name()) + 1, typed.size());
  }

  ParseResult parsed() {
    return spec.commandLine().getParseResult();
  }

  Path folder() {
    return folder;
  }

  /** The recipe that the options name, with their overrides applied. */
  Recipe recipe() {
    return RecipeOptions.recipe(parsed(), folder);
  }

  /** The encoder that a recipe starts from. */
  BaseEncoder base(Recipe recipe) {
    return BaseEncoders.open(recipe.base(), recipe.layers(), folder);
  }

  private int start(List<String> arguments) throws IOException {
    run.requirePossible();
    planned.requirePossible(bundle(), replace.given());
    if (!ownResults) {
      requireNew();
    }
    votes.requireEachOnce(prediction.test());
    prediction.requirePossible(
        votes.badRows() == BadRows.SKIP ? BadRows.SKIP_SILENTLY : BadRows.STOP,
        votes.columns(),
        replace.given());
    Path bundle = bundle();
    // --folds needs none
    TrainingOptions options = options(bundle == null ? Path.of("") : bundle, arguments);
    options.recipe().distillation().requireWeights(options.data().teachers().size());
    PrintWriter err = spec.commandLine().getErr();
    Integer folds = planned.folds();
    if (folds != null) {
      return Interrupts.run(
          err, () -> "stopped; nothing was written.", () -> crossValidate(options, folds, err));
    }
    TrainingRun training = new TrainingRun(options, err);
    return Interrupts.run(
        err,
        () -> written ? prediction.whenStopped(options.out()) : training.whenStopped(),
        () -> train(training, options, err));
  }

  /** Refuses to overwrite a finished model, its report or its checkpoints. */
  private void requireNew() {
    Path bundle = bundle();
    if (bundle != null) {
      BundleWriter.requireNew(bundle, replace.given());
      Path directory = run.directory(bundle);
      if (!replace.given() && RunDirectory.isFinished(directory)) {
        throw new UserException(
            "%s holds a finished training run with its checkpoints; expected a new folder. Name another (--work DIR), or add --replace."
                .formatted(directory));
      }
    }
    Path reports = reportDirectory();
    if (reports != null) {
      Report.requireNew(reports, replace.given());
    }
  }

  private void crossValidate(TrainingOptions options, int folds, PrintWriter err) {
    Recipe recipe = options.recipe();
    planned.write(
        new CrossValidationRun(options, err).run(base(recipe), folds), spec.commandLine().getOut());
  }

  /**
   * The options of the command line.
   *
   * @param arguments as typed, without the command's name
   */
  TrainingOptions options(Path bundle, List<String> arguments) {
    return new TrainingOptions(
        votes.data(folder),
        bundle,
        encoders.choice(),
        recipe(),
        run.settings(bundle, arguments),
        "./arena train " + ShellText.withoutFolders(arguments),
        votes.cardNote(),
        reportDirectory());
  }

  private void train(TrainingRun training, TrainingOptions options, PrintWriter err)
      throws IOException {
    BundleManifest manifest = training.run(base(options.recipe()));
    written = true;
    PrintWriter results = prediction.takesStandardOutput() ? err : spec.commandLine().getOut();
    results.printf(Locale.ROOT, "%s written to %s%n", manifest.model(), options.out());
    manifest
        .metrics()
        .forEach(
            metric ->
                results.printf(
                    Locale.ROOT,
                    "%s: log loss %.4f on %,d rows (class prior %.4f)%n",
                    metric.data(),
                    metric.logLoss(),
                    metric.rows(),
                    metric.baselines().getOrDefault("prior", Double.NaN)));
    String predicted =
        prediction.run(options.out(), options.data().badRows(), options.data().columns());
    if (predicted != null) {
      results.printf("predictions written to %s%n", predicted);
    }
    results.printf("next: ./arena evaluate --bundle %s --data FILE%n", options.out());
    results.flush();
  }
}
