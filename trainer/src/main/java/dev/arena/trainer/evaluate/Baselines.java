package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Simple models to compare with, fitted to the natural training rows: the share of each outcome, a
 * logistic model of the answers' lengths, and one of lengths and Markdown.
 */
public final class Baselines {
  private static final List<String> LENGTH = List.of("length_difference", "log_ratio_length");
  private static final List<String> STYLE =
      List.of(
          "length_difference",
          "log_ratio_length",
          "log_ratio_headers",
          "log_ratio_bold",
          "log_ratio_list_items",
          "log_ratio_code_blocks");
  private static final List<String> TIE = List.of("log_total_length", "length_gap");
  private static final double RIDGE = 3;

  /**
   * Features and vote of a row.
   *
   * @param antisymmetric in the order of the feature specification
   * @param symmetric in the order of the feature specification
   * @param outcome what was voted
   */
  public record Row(float[] antisymmetric, float[] symmetric, Outcome outcome) {}

  private Baselines() {}

  /** Predictions of each baseline for {@code rows}, by its name. */
  public static Map<String, List<Probabilities>> predict(
      FeatureSpec features, List<Row> training, List<Row> rows) {
    Map<String, List<Probabilities>> predictions = new LinkedHashMap<>();
    predictions.put("prior", logistic(List.of(), List.of(), features, training, rows));
    predictions.put("length", logistic(LENGTH, TIE, features, training, rows));
    predictions.put("length_style", logistic(STYLE, TIE, features, training, rows));
    return predictions;
  }

  /** The share of each outcome among votes, for every one of {@code count} rows. */
  public static List<Probabilities> prior(List<Outcome> votes, int count) {
    double[] shares = new double[3];
    votes.forEach(vote -> shares[vote.ordinal()]++);
    Probabilities prior = Probabilities.scaled(shares[0], shares[1], shares[2]);
    return Collections.nCopies(count, prior);
  }

  private static List<Probabilities> logistic(
      List<String> antisymmetric,
      List<String> symmetric,
      FeatureSpec features,
      List<Row> training,
      List<Row> rows) {
    if (antisymmetric.isEmpty()) {
      return prior(training.stream().map(Row::outcome).toList(), rows.size());
    }
    int[] x = columns(antisymmetric, features.antisymmetric());
    int[] s = columns(symmetric, features.symmetric());
    FeatureScaling xs =
        FeatureScaling.ofAntisymmetric(
            training.stream().map(row -> pick(row.antisymmetric(), x)).toList());
    FeatureScaling ss =
        FeatureScaling.ofSymmetric(training.stream().map(row -> pick(row.symmetric(), s)).toList());
    List<HeadRow> learned = new ArrayList<>();
    for (Row row : training) {
      learned.add(
          new HeadRow(
              xs.apply(pick(row.antisymmetric(), x)),
              ss.apply(pick(row.symmetric(), s)),
              row.outcome(),
              false));
    }
    DavidsonHead head = HeadFit.fit(learned, HeadFit.Penalty.uniform(learned.get(0), RIDGE, 1));
    List<Probabilities> predictions = new ArrayList<>();
    for (Row row : rows) {
      double[] p =
          head.probabilities(
              new HeadRow(
                  xs.apply(pick(row.antisymmetric(), x)),
                  ss.apply(pick(row.symmetric(), s)),
                  row.outcome(),
                  false));
      predictions.add(Probabilities.scaled(p[0], p[1], p[2]));
    }
    return predictions;
  }

  private static int[] columns(List<String> names, List<String> all) {
    return names.stream().mapToInt(all::indexOf).toArray();
  }

  private static float[] pick(float[] values, int[] columns) {
    float[] picked = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      picked[i] = values[columns[i]];
    }
    return picked;
  }
}
