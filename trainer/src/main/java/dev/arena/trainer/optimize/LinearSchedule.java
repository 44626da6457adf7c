package dev.arena.trainer.optimize;

/**
 * The learning rate's multiplier: rises linearly to 1 during the warm-up, then falls linearly to 0
 * at the end, or stays.
 *
 * @param warmUp steps of the rise; 0 begins at the peak
 * @param steps steps in all
 * @param falls whether it falls after the warm-up
 */
public record LinearSchedule(int warmUp, int steps, boolean falls) {
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
    return !falls ? 1 : Math.max(0, (double) (steps - step + 1) / (steps - warmUp + 1));
  }
}
