package dev.arena.trainer.tune;

import java.util.List;

/**
 * How far a fine-tuning is. With the weights and the optimiser's moments it says all that follows,
 * because the order of the pairs and whatever else is drawn depends on seed and step alone.
 *
 * @param step steps done
 * @param steps steps of all epochs
 * @param evaluated the last step after which held-out pairs were judged
 * @param recentLoss smoothed loss; NaN before the first step
 * @param bestStep the step whose weights are kept
 * @param bestLoss its held-out loss; NaN without held-out pairs
 * @param points held-out losses so far
 */
public record TuningState(
    int step,
    int steps,
    int evaluated,
    double recentLoss,
    int bestStep,
    double bestLoss,
    List<FineTuning.Point> points) {
  public TuningState {
    points = List.copyOf(points);
  }
}
