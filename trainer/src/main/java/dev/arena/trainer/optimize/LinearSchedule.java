package dev.arena.trainer.optimize;

/**
 * The learning-rate multiplier. It rises linearly towards 1 during the warm-up, then stays at 1 or
 * falls linearly, reaching 0 after the last step.
 *
 * @param warmUp number of warm-up steps; 0 starts at the peak
 * @param steps total number of steps
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
