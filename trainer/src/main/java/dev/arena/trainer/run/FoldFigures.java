package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.evaluate.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The results of a recipe and of simpler models in a cross-validation.
 *
 * @param folds how many there were
 * @param withTies figures for all votes from files with ties, out of fold
 * @param others figures for votes that no fold learned from; null if there are none
 * @param teacher the model compared with its teachers, out of fold; null if too few votes have a
 *     label
 */
record FoldFigures(
    int folds, Figures withTies, @Nullable Figures others, @Nullable TeacherComparison teacher) {

  /**
   * Computes the figures.
   *
   * @param model the name of the recipe's model
   */
  static FoldFigures of(CrossValidation.Result result, String model) {
    return new FoldFigures(
        result.folds(),
        figures(
            "the training files, out of fold",
            model + ", out of fold",
            result.withTies(),
            "fitted, for each fold, to the votes in files with ties that its model had seen"),
        result.others().isEmpty()
            ? null
            : figures(
                "the validation file",
                model,
                result.others(),
                "fitted to the votes in the training files with ties"),
        TeacherComparison.of(
            result.withTies().stream().map(CrossValidation.Predicted::vote).toList(),
            predictions(result, CrossValidation.Result.MODEL),
            predictions(result, Baselines.PRIOR)));
  }

  private static List<Probabilities> predictions(CrossValidation.Result result, String model) {
    return result.withTies().stream()
        .map(vote -> Objects.requireNonNull(vote.byModel().get(model)))
        .toList();
  }

  private static Figures figures(
      String data, String model, List<CrossValidation.Predicted> votes, String fitted) {
    List<Figures.PredictedRow> rows = new ArrayList<>();
    Map<String, List<Probabilities>> baselines = new LinkedHashMap<>();
    for (CrossValidation.Predicted vote : votes) {
      vote.byModel()
          .forEach(
              (name, predicted) -> {
                if (name.equals(CrossValidation.Result.MODEL)) {
                  rows.add(vote.vote().predicted(predicted));
                } else {
                  baselines.computeIfAbsent(name, key -> new ArrayList<>()).add(predicted);
                }
              });
    }
    return Figures.ofPredictions(data, model, rows, new Baselines.Predicted(fitted, baselines));
  }

  /** Lines for the terminal: a table for the files with ties, and one for the validation file. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(lines(withTies, "votes in files with ties, out of fold"));
    if (teacher != null) {
      lines.add("  " + teacher.sentence());
    }
    if (others != null) {
      lines.addAll(lines(others, "other votes"));
    }
    return lines;
  }

  private static List<String> lines(Figures figures, String what) {
    ModelFigures own = figures.bundles().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%,d %s%s: log loss %.4f [%.4f, %.4f], accuracy %.3f, calibration error %.3f (by chance"
                + " %.3f, 95th percentile %.3f)",
            figures.rows(),
            what,
            figures.outcomes() == 2 ? ", A against B" : "",
            own.scores().logLoss(),
            own.scores().interval95().low(),
            own.scores().interval95().high(),
            own.scores().accuracy(),
            own.scores().calibrationError(),
            own.perfectlyCalibrated().mean(),
            own.perfectlyCalibrated().percentile95()));
    own.differenceToBaseline()
        .forEach(
            (name, difference) ->
                lines.add(
                    format(
                        "  %-42s %.4f, difference %+.4f [%+.4f, %+.4f]",
                        Baselines.description(name),
                        scores(figures, name).logLoss(),
                        difference.mean(),
                        difference.interval95().low(),
                        difference.interval95().high())));
    return lines;
  }

  private static Scores scores(Figures figures, String baseline) {
    return Objects.requireNonNull(figures.baselines().get(baseline));
  }

  /** The figures, for a JSON file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folds", folds);
    map.put("with_ties", toMap(withTies));
    if (teacher != null) {
      map.put("teacher", teacher.toMap());
    }
    if (others != null) {
      map.put("others", toMap(others));
    }
    return map;
  }

  private static Map<String, Object> toMap(Figures figures) {
    ModelFigures own = figures.bundles().get(0);
    Map<String, Object> compared = new LinkedHashMap<>();
    own.differenceToBaseline()
        .forEach(
            (name, difference) ->
                compared.put(name, new Compared(scores(figures, name), difference)));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", figures.rows());
    map.put("outcomes", figures.outcomes());
    map.put("scores", own.scores());
    map.put("perfectly_calibrated", own.perfectlyCalibrated());
    map.put("baselines", compared);
    return map;
  }

  private record Compared(Scores scores, Difference difference) {}

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
