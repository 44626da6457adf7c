package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.PerfectCalibration;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.evaluate.Scores;
import dev.arena.trainer.rows.DecisiveVotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a recipe did in cross-validation, beside simpler models on the same votes.
 *
 * @param folds how many
 * @param natural predictions of each natural vote, by a model that did not know it
 * @param others predictions of votes that no fold learned from; may be empty
 */
record CrossValidated(
    int folds, List<CrossValidation.Predicted> natural, List<CrossValidation.Predicted> others) {
  /** The name of the recipe's own model among the predictions. */
  static final String MODEL = "model";

  CrossValidated {
    natural = List.copyOf(natural);
    others = List.copyOf(others);
  }

  /** For a person at the screen: a table for the natural votes, one for the others. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(new Judged(natural).lines("natural votes out of fold"));
    if (!others.isEmpty()) {
      lines.addAll(new Judged(others).lines("other votes"));
    }
    return lines;
  }

  /** For a JSON file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folds", folds);
    map.put("natural", new Judged(natural).toMap());
    if (!others.isEmpty()) {
      map.put("others", new Judged(others).toMap());
    }
    return map;
  }

  /** Votes and what each model says of them. */
  private record Judged(List<CrossValidation.Predicted> predicted) {

    /** Of decisive votes all figures are of A against B, given that one of them wins. */
    private boolean decisive() {
      return DecisiveVotes.amongOutcomes(outcomes());
    }

    private List<Outcome> outcomes() {
      return predicted.stream().map(p -> p.vote().outcome()).toList();
    }

    private List<Probabilities> predictions(String model) {
      boolean decisive = decisive();
      List<Probabilities> found = new ArrayList<>();
      for (CrossValidation.Predicted row : predicted) {
        Probabilities p = row.byModel().get(model);
        if (p == null) {
          throw new IllegalStateException("no prediction by " + model);
        }
        found.add(decisive ? DecisiveVotes.givenWinner(p) : p);
      }
      return found;
    }

    private Map<String, RowLosses> losses() {
      Map<String, RowLosses> losses = new LinkedHashMap<>();
      for (String model : predicted.get(0).byModel().keySet()) {
        losses.put(model, RowLosses.of(predictions(model), outcomes()));
      }
      return losses;
    }

    private static RowLosses own(Map<String, RowLosses> losses) {
      RowLosses own = losses.get(MODEL);
      if (own == null) {
        throw new IllegalStateException("the model predicted nothing");
      }
      return own;
    }

    List<String> lines(String what) {
      Map<String, RowLosses> losses = losses();
      RowLosses own = own(losses);
      PerfectCalibration perfect = PerfectCalibration.of(predictions(MODEL));
      List<String> lines = new ArrayList<>();
      lines.add(
          format(
              "%,d %s%s: log loss %.4f [%.4f, %.4f], accuracy %.3f, calibration error %.3f (by chance"
                  + " alone %.3f, at most %.3f in 19 of 20)",
              own.rows(),
              what,
              decisive() ? ", A against B" : "",
              own.logLoss(),
              own.interval().low(),
              own.interval().high(),
              own.accuracy(),
              own.calibrationError(),
              perfect.mean(),
              perfect.percentile95()));
      losses.forEach(
          (name, baseline) -> {
            if (!name.equals(MODEL)) {
              RowLosses.Difference difference = own.against(baseline);
              lines.add(
                  format(
                      "  %-40s %.4f, model less that %+.4f [%+.4f, %+.4f]",
                      Baselines.description(name),
                      baseline.logLoss(),
                      difference.mean(),
                      difference.interval95().low(),
                      difference.interval95().high()));
            }
          });
      return lines;
    }

    Map<String, Object> toMap() {
      Map<String, RowLosses> losses = losses();
      RowLosses own = own(losses);
      Map<String, Object> compared = new LinkedHashMap<>();
      losses.forEach(
          (name, baseline) -> {
            if (!name.equals(MODEL)) {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("scores", Scores.of(baseline));
              entry.put("model_less_baseline", own.against(baseline));
              compared.put(name, entry);
            }
          });
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("rows", own.rows());
      map.put("outcomes", decisive() ? 2 : 3);
      map.put("scores", Scores.of(own));
      map.put("perfectly_calibrated", PerfectCalibration.of(predictions(MODEL)));
      map.put("baselines", compared);
      return map;
    }

    private static String format(String format, Object... values) {
      return String.format(Locale.ROOT, format, values);
    }
  }
}
