package dev.arena.trainer.run;

import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the encoder says about ties: weights of the sum of a pair's two vectors, which does not
 * change when A and B are swapped. The weights are fitted on top of the features.
 *
 * @param weights {@code [hidden]}
 * @param centre the mean of the sums to which the weights were fitted, {@code [hidden]}
 */
record TieVector(double[] weights, double[] centre) {
  /** A tie vector that says nothing. */
  static TieVector zero(int hidden) {
    return new TieVector(new double[hidden], new double[hidden]);
  }

  /**
   * Fits a tie vector.
   *
   * @param rows features and targets, none of which is tie-free
   * @param sums the sum of the two vectors of each row
   * @param ridge half of it, times the squared length of the weights, is added to the sum of the
   *     losses
   */
  static TieVector fit(List<HeadRow> rows, List<double[]> sums, double ridge) {
    double[] centre = new double[sums.get(0).length];
    for (double[] sum : sums) {
      for (int j = 0; j < centre.length; j++) {
        centre[j] += sum[j] / sums.size();
      }
    }
    DavidsonHead features =
        HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), HeadStage.FIRST_RIDGE, 1));
    List<HeadRow> remaining = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      HeadRow row = rows.get(i);
      double[] centred = sums.get(i).clone();
      Arrays.setAll(centred, j -> centred[j] - centre[j]);
      remaining.add(
          new HeadRow(
              new double[0],
              centred,
              row.target(),
              row.weight(),
              features.difference(row),
              features.tie(row)));
    }
    HeadFit.Penalty penalty = HeadFit.Penalty.uniform(remaining.get(0), ridge, 1);
    return new TieVector(HeadFit.fit(remaining, penalty).symmetric(), centre);
  }

  /** The sum of the vectors of a pair. */
  static double[] sum(float[] first, float[] second) {
    double[] sum = new double[first.length];
    Arrays.setAll(sum, j -> (double) first[j] + second[j]);
    return sum;
  }

  /** The encoder's share of the logit of a tie. */
  double score(float[] first, float[] second) {
    double score = 0;
    for (int j = 0; j < weights.length; j++) {
      score += weights[j] * ((double) first[j] + second[j] - centre[j]);
    }
    return score;
  }

  /** The score of a pair whose vectors add up to zero. */
  double scoreOfZero() {
    double score = 0;
    for (int j = 0; j < weights.length; j++) {
      score -= weights[j] * centre[j];
    }
    return score;
  }
}
