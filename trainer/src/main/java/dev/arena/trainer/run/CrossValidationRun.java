package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import dev.arena.models.Probabilities;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.file.CreatedFolder;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.prune.EncoderPruning;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.report.ReportData;
import dev.arena.trainer.report.TrainingPart;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Cross-validates a recipe: reads the vote files, and writes the figures and the report. */
public final class CrossValidationRun {
  /** The folder of the validation file's page in the report. */
  private static final String VALIDATION = "validation";

  private static final String OUT_OF_FOLD =
      "All figures are out of fold: each vote was predicted by the one of %d models that was"
          + " trained, chosen and calibrated without it and without any vote on its prompt.";
  private static final String OTHERS =
      "These rows were used for nothing else: they were predicted by one model trained on all"
          + " training votes.";

  private final TrainingOptions options;
  private final PrintWriter log;

  /**
   * What a cross-validation found.
   *
   * @param figures for a JSON file
   * @param predictions out of fold, by the id of the pair, in the order of the files; then those
   *     for the validation file
   */
  public record Results(Map<String, Object> figures, Map<String, Probabilities> predictions) {}

  /**
   * @param log receives progress
   */
  public CrossValidationRun(TrainingOptions options, PrintWriter log) {
    this.options = options;
    this.log = log;
  }

  /**
   * Evaluates the recipe, and writes the report if requested.
   *
   * @param base the encoder to start from
   * @param folds at least 2
   */
  public Results run(BaseEncoder base, int folds) {
    Recipe recipe = options.recipe();
    TrainingRun.requirePossible(recipe, base);
    Path report = options.report();
    DeviceChoice choice = options.settings().device();
    Devices devices = Devices.of(choice == null ? new DeviceChoice.Auto() : choice);
    say("computing " + devices.sentence());
    try (CreatedFolder reports = report == null ? null : Report.prepare(report);
        TextTokenizer tokenizer =
            TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), "tokenizer.json")) {
      RunVotes votes =
          RunVotes.read(
              options, new PairEncoder(recipe.encoding(), FeatureSpec.all(), tokenizer), this::say);
      CrossValidation.Result result = evaluate(base, votes, folds, devices);
      FoldFigures figures = FoldFigures.of(result, model(base));
      figures.lines().forEach(this::say);
      if (report != null) {
        report(report, figures, votes);
      }
      return new Results(figures.toMap(), predictions(result));
    }
  }

  private CrossValidation.Result evaluate(
      BaseEncoder base, RunVotes votes, int folds, Devices devices) {
    Recipe recipe = options.recipe();
    Weights start =
        EncoderPruning.prune(base, votes.texts(recipe.seed()), recipe, devices).weights();
    try (PreferenceNetwork network = new PreferenceNetwork(start, recipe, devices)) {
      return new CrossValidation(network, start, recipe, this::say)
          .run(votes.learning().votes(), folds, votes.reserved());
    }
  }

  /** If an id occurs several times, its first prediction is kept. */
  private static Map<String, Probabilities> predictions(CrossValidation.Result result) {
    Map<String, Probabilities> byId = new LinkedHashMap<>();
    Stream.concat(result.withTies().stream(), result.others().stream())
        .forEach(
            predicted ->
                byId.putIfAbsent(
                    predicted.vote().id(),
                    Objects.requireNonNull(predicted.byModel().get(CrossValidation.Result.MODEL))));
    return byId;
  }

  private String model(BaseEncoder base) {
    Path recipe = Path.of(options.recipe().origin().name());
    return "%s with recipe %s".formatted(base.name(), recipe.getFileName());
  }

  private void say(String line) {
    log.println(line);
    log.flush();
  }

  /** Writes a page on the votes from files with ties, and one on the validation file, if given. */
  private void report(Path directory, FoldFigures figures, RunVotes votes) {
    TrainingPart part =
        new TrainingPart(
            null, options.recipe().toMap(), TrainingReport.tables(votes, figures.teacher()), null);
    report(directory, figures.withTies(), part, OUT_OF_FOLD.formatted(figures.folds()));
    if (figures.others() != null) {
      report(directory.resolve(VALIDATION), figures.others(), part, OTHERS);
    }
  }

  private void report(Path directory, Figures figures, TrainingPart part, String rowsAre) {
    Report.write(directory, new ReportData(figures, part, TrainingReport.origin(rowsAre, options)));
    say("report written to " + directory.resolve(Report.PAGE));
  }
}
