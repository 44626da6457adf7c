package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.bundle.BundleManifest.Metric;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.Interval;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.evaluate.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The losses of the model and of simpler models on the validation file, row by row.
 *
 * @param file the file's name
 * @param sha256 of the file
 * @param precision of the evaluated encoder
 * @param model losses of the bundle with that encoder
 * @param baselines losses of simpler models on the same rows, by name
 */
record ValidationReport(
    String file,
    String sha256,
    Precision precision,
    RowLosses model,
    Map<String, RowLosses> baselines) {

  /**
   * Rows to report on.
   *
   * @param file their votes, in the same order
   * @param rows with their texts
   */
  record Rows(VoteFile file, List<CsvPair> rows) {
    List<EncodedVote> votes() {
      return file.votes();
    }

    List<Outcome> outcomes() {
      return votes().stream().map(EncodedVote::outcome).toList();
    }

    RowLosses losses(List<Probabilities> predictions) {
      return RowLosses.of(predictions, outcomes());
    }
  }

  /**
   * Compares the predictions with the votes.
   *
   * @param precision of the encoder that predicted
   * @param baselines fitted to the training votes
   */
  static ValidationReport of(
      Rows rows, Precision precision, List<Probabilities> predictions, Baselines baselines) {
    Map<String, RowLosses> losses = new LinkedHashMap<>();
    baselines
        .predict(rows.votes().stream().map(EncodedVote::features).toList(), false)
        .forEach((name, predicted) -> losses.put(name, rows.losses(predicted)));
    return new ValidationReport(
        rows.file().name(), rows.file().sha256(), precision, rows.losses(predictions), losses);
  }

  /** The figures for the bundle's manifest. */
  Metric metric() {
    Map<String, Double> losses = new LinkedHashMap<>();
    baselines.forEach((name, baseline) -> losses.put(name, baseline.logLoss()));
    Interval interval = model.interval();
    return new Metric(file, sha256, model.rows(), model.logLoss(), interval.ends(), losses);
  }

  /** The figures for {@code metrics.json}, with the names that {@code report.json} uses. */
  Map<String, Object> toMap() {
    Map<String, Object> compared = new LinkedHashMap<>();
    Map<String, Object> differences = new LinkedHashMap<>();
    baselines.forEach(
        (name, baseline) -> {
          compared.put(name, Scores.of(baseline));
          differences.put(name, model.against(baseline));
        });
    Scores scores = Scores.of(model);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("data", file);
    map.put("sha256", sha256);
    map.put("precision", precision);
    map.put("rows", model.rows());
    map.put("log_loss", scores.logLoss());
    map.put("interval95", scores.interval95());
    map.put("accuracy", scores.accuracy());
    map.put("calibration_error", scores.calibrationError());
    map.put("difference_to_baseline", differences);
    map.put("baselines", compared);
    return map;
  }
}
