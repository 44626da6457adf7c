package dev.arena.statistics.rating;

import dev.arena.statistics.Interval;
import java.util.SplittableRandom;

/**
 * How often intervals contain what they estimate, in simulated votes.
 *
 * @param covered by model, in how many replicates the interval contained the target
 * @param halfWidth mean over replicates and models, in points
 */
record Coverage(int replicates, int[] covered, double halfWidth) {

  static Coverage of(SimulatedVotes votes, IntervalMethod method, int replicates, long seed) {
    double[] target = votes.target();
    int[] covered = new int[votes.models()];
    double width = 0;
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int r = 0; r < replicates; r++) {
      Battles battles = votes.draw(seeds.split());
      RatingBoard board = RatingBoard.compute(battles, RatingOptions.DEFAULT.with(method));
      for (BoardRow row : board.rows()) {
        int model = battles.models().indexOf(row.model());
        double truth = 1000 + 400 / Math.log(10) * target[model];
        Interval interval = row.standing().interval();
        covered[model] += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        width += (interval.high() - interval.low()) / 2;
      }
    }
    return new Coverage(replicates, covered, width / replicates / covered.length);
  }

  double share(int model) {
    return (double) covered[model] / replicates;
  }

  double mean() {
    double sum = 0;
    for (int model = 0; model < covered.length; model++) {
      sum += share(model);
    }
    return sum / covered.length;
  }

  double lowest() {
    double lowest = 1;
    for (int model = 0; model < covered.length; model++) {
      lowest = Math.min(lowest, share(model));
    }
    return lowest;
  }

  double highest() {
    double highest = 0;
    for (int model = 0; model < covered.length; model++) {
      highest = Math.max(highest, share(model));
    }
    return highest;
  }
}
