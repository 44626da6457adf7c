package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.export.EncoderChoice;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.rows.PairRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationRunTest {
  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  @Test
  void thePageShowsOutOfFoldPredictionsLikeThoseForAValidationFile() throws IOException {
    CrossValidationRun.Results results = run();
    assertThat(results.figures()).containsEntry("folds", 3).containsKeys("with_ties", "others");
    assertThat(folder.resolve("report/report.html"))
        .content()
        .contains("On 60 rows of the training files, out of fold")
        .contains("each vote was predicted by the one of 3 models")
        .contains("random with recipe default, out of fold")
        .contains(
            "Baselines are fitted, for each fold, to the votes in files with ties that its model"
                + " had seen")
        .contains("from the class prior", "head without the encoder")
        .contains("Reliability", "Calibration error compared with chance")
        .contains("Where it is better and worse", "Preference for the longer answer")
        .contains("Most confident errors", "with-ties.csv, line ", "good answer")
        .doesNotContain("Learning curves", "Precisions side by side");
    assertThat(folder.resolve("report/report.json"))
        .content()
        .contains("\"length_style\"", "\"most_confident_errors\"", "\"epochs\" : 1")
        .doesNotContain("good answer", "best_step");
    assertThat(said.toString())
        .contains("60 votes in files with ties, out of fold", "report written to ");
  }

  @Test
  void thePredictionsAreThoseOfTheFiguresById() throws IOException {
    CrossValidationRun.Results results = run();
    Path file = folder.resolve("predictions.csv");
    try (SubmissionWriter lines = SubmissionWriter.open(file)) {
      results.predictions().forEach((id, p) -> lines.write(id, p.a(), p.b(), p.tie()));
      lines.complete();
    }
    PredictionFile written = PredictionFile.read(new PredictionFileName(file, null));
    assertThat(written.byId()).hasSize(108);
    try (PairRows rows =
        PairRows.open(folder.resolve("with-ties.csv").toString(), BadRows.STOP, ColumnNames.OWN)) {
      Figures again =
          new Evaluation("with-ties.csv", Baselines.withinRows(), false, () -> 0)
              .of(List.of(), List.of(written), rows);
      assertThat(again.rows()).isEqualTo(60);
      assertThat(said.toString())
          .contains(
              String.format(
                  Locale.ROOT,
                  "60 votes in files with ties, out of fold: log loss %.4f",
                  again.bundles().get(0).scores().logLoss()));
    }
  }

  @Test
  void votesThatNoFoldTrainedOnHaveTheirOwnPage() throws IOException {
    run();
    assertThat(folder.resolve("report/validation/report.html"))
        .content()
        .contains("On 48 rows of the validation file", "by one model trained on all training votes")
        .contains("validation.csv, line ")
        .doesNotContain("out of fold");
  }

  private CrossValidationRun.Results run() throws IOException {
    TinyStart start = TinyStart.write(folder);
    Path none = folder.resolve("none");
    TrainingOptions options =
        new TrainingOptions(
            TinyStart.data(List.of(start.withTies(), start.tieFree()), start.validation()),
            none,
            new EncoderChoice(List.of(Precision.FP32), null),
            Recipes.read("default", Map.of("epochs", "1", "batch", "16", "max-tokens", "32")),
            TinyStart.settings(none),
            "./arena train --folds 3",
            null,
            folder.resolve("report"));
    return new CrossValidationRun(options, new PrintWriter(said)).run(start.base(), 3);
  }
}
