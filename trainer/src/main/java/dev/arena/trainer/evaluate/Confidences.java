package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.statistics.calibration.ReliabilitySums;
import java.util.List;

/**
 * The probability of the likeliest outcome of each row, and whether that outcome was voted for.
 *
 * @param likeliest probabilities
 * @param right in the same order
 */
public record Confidences(double[] likeliest, boolean[] right) {
  /** Compares predictions with votes. */
  public static Confidences of(List<Probabilities> predictions, List<Outcome> outcomes) {
    double[] likeliest = new double[predictions.size()];
    boolean[] right = new boolean[predictions.size()];
    for (int i = 0; i < likeliest.length; i++) {
      Outcome outcome = predictions.get(i).mostLikely();
      likeliest[i] = predictions.get(i).of(outcome);
      right[i] = outcome == outcomes.get(i);
    }
    return new Confidences(likeliest, right);
  }

  /** How often the model is right at each confidence. */
  public Reliability reliability() {
    return Reliability.of(ReliabilitySums.of(likeliest, right));
  }

  /** The calibration error that chance alone would give. */
  public PerfectCalibration perfectCalibration() {
    return PerfectCalibration.of(likeliest);
  }
}
