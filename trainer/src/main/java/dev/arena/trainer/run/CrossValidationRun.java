package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.file.CreatedFolder;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** One cross-validation of a recipe, from the files of votes to figures and report. */
public final class CrossValidationRun {
  private final TrainingOptions options;
  private final PrintWriter log;

  /**
   * @param log where progress is told
   */
  public CrossValidationRun(TrainingOptions options, PrintWriter log) {
    this.options = options;
    this.log = log;
  }

  /**
   * Judges the recipe, and writes the report if one is wanted.
   *
   * @param base the encoder to start from
   * @param folds at least 2
   * @return the figures, for a JSON file
   */
  public Map<String, Object> run(BaseEncoder base, int folds) throws IOException {
    Recipe recipe = options.recipe();
    TrainingRun.requireRoom(recipe.encoding(), base);
    Path report = options.report();
    DeviceChoice choice = options.settings().device();
    Devices devices = Devices.of(choice == null ? new DeviceChoice.Auto() : choice);
    say("computing " + devices.sentence());
    try (CreatedFolder reports = report == null ? null : Report.prepare(report);
        TextTokenizer tokenizer =
            TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), "tokenizer.json");
        PreferenceNetwork network = new PreferenceNetwork(base.weights(), recipe, devices)) {
      RunVotes votes =
          RunVotes.read(
              options, new PairEncoder(recipe.encoding(), FeatureSpec.all(), tokenizer), this::say);
      CrossValidated result =
          new CrossValidation(network, base.weights(), recipe, this::say)
              .run(votes.learning().votes(), folds, votes.reserved());
      FoldFigures figures = FoldFigures.of(result, model(base));
      figures.lines().forEach(this::say);
      if (report != null) {
        new FoldReport(figures, votes.check(), options).write(report).forEach(this::say);
      }
      return figures.toMap();
    }
  }

  private String model(BaseEncoder base) {
    Path recipe = Path.of(options.recipe().origin().name());
    return "%s with recipe %s".formatted(base.name(), recipe.getFileName());
  }

  private void say(String line) {
    log.println(line);
    log.flush();
  }
}
