package dev.arena.trainer.tune;

import java.util.Locale;

/**
 * Receives the events of a fine-tuning run; events whose methods are not overridden are ignored.
 * Methods that take a {@link FineTuning} are called between two steps, when the weights, the
 * moments and the {@link Checkpoint.State} are consistent.
 */
public interface Journal {
  /** A journal that ignores all events. */
  Journal NONE = new Journal() {};

  /**
   * The scoring vector was fitted to the vectors of the untrained encoder.
   *
   * @param pairs how many it was fitted to
   * @param loss their mean two-way loss
   */
  default void probed(int pairs, double loss) {}

  /** A step was taken. */
  default void stepped(FineTuning tuning, Step figures) {}

  /**
   * The held-out pairs were evaluated.
   *
   * @param best whether these weights are the best so far
   */
  default void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best) {}

  /** A checkpoint is due: training starts, or an epoch has ended. */
  default void atCheckpoint(FineTuning tuning) {}

  /** Ctrl-C was pressed. */
  default void stopped(FineTuning tuning) {}

  /**
   * One step of fine-tuning.
   *
   * @param epoch counted from 1
   * @param step counted from 1 over all epochs
   * @param steps number of steps in all epochs
   * @param pairs how many it learned from
   * @param loss their mean two-way loss
   * @param recentLoss the same, smoothed over about twenty steps
   * @param learningRate of the encoder
   * @param gradientNorm before clipping
   * @param memoryMegabytes resident memory of the process on Linux; elsewhere, the size of the heap
   */
  record Step(
      int epoch,
      int step,
      int steps,
      int pairs,
      double loss,
      double recentLoss,
      double learningRate,
      double gradientNorm,
      long memoryMegabytes) {
    /** A line for the terminal. */
    String sentence() {
      return String.format(
          Locale.ROOT,
          "step %d/%d  loss %.3f  rate %.1e  norm %.2f  %,d MB",
          step,
          steps,
          recentLoss,
          learningRate,
          gradientNorm,
          memoryMegabytes);
    }
  }
}
