package dev.arena.trainer.optimize;

/**
 * The learning rate's multiplier: rises linearly to 1 during the warm-up, then falls linearly to 0
 * at the end.
 *
 * @param warmUp steps of the rise; 0 begins at the peak
 * @param steps steps in all
 */
public record LinearSchedule(int warmUp, int steps) {
  public LinearSchedule {
    if (warmUp < 0 || steps < warmUp) {
      throw new IllegalArgumentException(
          "warm-up of " + warmUp + " steps does not fit into " + steps + " steps");
    }
  }

  /** The multiplier for a step, counted from 1. */
  public double at(int step) {
    if (step <= warmUp) {
      return (double) step / (warmUp + 1);
    }
    return Math.max(0, (double) (steps - step + 1) / (steps - warmUp + 1));
  }
}
