package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.bundle.BundleManifest.Metric;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Interval;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.head.PairHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the model and simpler ones did on the validation file, row by row.
 *
 * @param file the file's name
 * @param sha256 of the file
 * @param precision of the encoder that was judged
 * @param model the bundle with that encoder
 * @param baselines simpler models on the same rows, by name
 */
record ValidationReport(
    String file,
    String sha256,
    Precision precision,
    RowLosses model,
    Map<String, RowLosses> baselines) {

  /**
   * Rows to report on, with their texts.
   *
   * @param file their votes, in the same order
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
   * Compares.
   *
   * @param precision of the encoder that predicted
   * @param natural the votes to which the baselines are fitted
   * @param featuresHead a head that does not read the vectors
   */
  static ValidationReport of(
      Rows rows,
      Precision precision,
      List<Probabilities> predictions,
      List<EncodedVote> natural,
      PairHead featuresHead,
      FeatureSpec features) {
    Map<String, RowLosses> baselines = new LinkedHashMap<>();
    Baselines.predict(
            features,
            natural.stream().map(EncodedVote::features).toList(),
            rows.votes().stream().map(EncodedVote::features).toList())
        .forEach((name, baseline) -> baselines.put(name, rows.losses(baseline)));
    float[] nothing = new float[featuresHead.direction().length];
    baselines.put(
        "features_only",
        rows.losses(
            rows.votes().stream()
                .map(
                    vote ->
                        featuresHead.probabilities(
                            nothing, nothing, vote.pair().antisymmetric(), vote.pair().symmetric()))
                .map(p -> Probabilities.scaled(p[0], p[1], p[2]))
                .toList()));
    return new ValidationReport(
        rows.file().name(), rows.file().sha256(), precision, rows.losses(predictions), baselines);
  }

  /** For the bundle's manifest. */
  Metric metric() {
    Map<String, Double> losses = new LinkedHashMap<>();
    baselines.forEach((name, baseline) -> losses.put(name, baseline.logLoss()));
    Interval interval = model.interval();
    return new Metric(file, sha256, model.rows(), model.logLoss(), interval.ends(), losses);
  }

  /** For {@code metrics.json}. */
  Map<String, Object> toMap() {
    Map<String, Object> compared = new LinkedHashMap<>();
    baselines.forEach(
        (name, baseline) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("log_loss", baseline.logLoss());
          entry.put("accuracy", baseline.accuracy());
          entry.put("model_less_baseline", model.against(baseline).mean());
          entry.put("model_less_baseline_interval95", model.against(baseline).interval95());
          compared.put(name, entry);
        });
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("file", file);
    map.put("sha256", sha256);
    map.put("precision", precision);
    map.put("rows", model.rows());
    map.put("log_loss", model.logLoss());
    map.put("interval95", model.interval());
    map.put("accuracy", model.accuracy());
    map.put("calibration_error", model.calibrationError());
    map.put("baselines", compared);
    return map;
  }
}
