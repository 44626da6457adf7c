package dev.arena.trainer.head;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.HeadFit.Penalty;
import java.util.ArrayList;
import java.util.List;

/**
 * Two numbers that correct a head's confidence: {@code d * factor} and {@code t + shift}. They are
 * fitted to out-of-fold predictions with a ridge towards no change, and dropped unless they help on
 * rows to which they were not fitted. With a few hundred rows, more freedom does harm.
 *
 * @param factor the factor that multiplies the difference {@code d}
 * @param shift added to the tie's logit
 */
public record Calibration(double factor, double shift) {
  /** The calibration that changes nothing. */
  public static final Calibration NONE = new Calibration(1, 0);

  /** The ridge that holds the calibration near {@link #NONE}. */
  public static final double RIDGE = 30;

  private static final int FOLDS = 10;

  /**
   * Fits a calibration to out-of-fold predictions.
   *
   * @param predictions {@code d} and {@code t} of each row
   * @param outcomes the votes
   */
  public static Calibration fit(List<double[]> predictions, List<Outcome> outcomes, long seed) {
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      double[] p = predictions.get(i);
      rows.add(
          new HeadRow(new double[] {p[0]}, new double[0], Target.of(outcomes.get(i), false))
              .withOffsets(p[0], p[1]));
    }
    return helps(rows, seed) ? fit(rows) : NONE;
  }

  private static boolean helps(List<HeadRow> rows, long seed) {
    List<Calibration> outOfFold = new Folds(rows.size(), FOLDS, seed).fits(rows, Calibration::fit);
    double gain = 0;
    for (int i = 0; i < rows.size(); i++) {
      gain += loss(NONE, rows.get(i)) - loss(outOfFold.get(i), rows.get(i));
    }
    return gain > 0;
  }

  private static double loss(Calibration calibration, HeadRow row) {
    return row.target()
        .loss(row.differenceOffset() * calibration.factor(), row.tieOffset() + calibration.shift());
  }

  private static Calibration fit(List<HeadRow> rows) {
    DavidsonHead found =
        HeadFit.fit(rows, new Penalty(new double[] {RIDGE}, new double[0], RIDGE, 1));
    return new Calibration(1 + found.antisymmetric()[0], found.constant());
  }

  /**
   * The probabilities of predictions with this calibration applied.
   *
   * @param predictions {@code d} and {@code t} of each row
   */
  public List<Probabilities> probabilities(List<double[]> predictions) {
    return predictions.stream()
        .map(p -> DavidsonHead.probabilities(p[0] * factor, p[1] + shift))
        .map(p -> Probabilities.scaled(p[0], p[1], p[2]))
        .toList();
  }

  /** The head with this calibration applied. */
  public DavidsonHead applyTo(DavidsonHead head) {
    double[] scaled = head.antisymmetric().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return new DavidsonHead(scaled, head.symmetric(), head.constant() + shift);
  }
}
