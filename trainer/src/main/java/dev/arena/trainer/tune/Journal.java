package dev.arena.trainer.tune;

/**
 * Receives the events of a fine-tuning. Each call with a {@link FineTuning} comes between two
 * steps, when weights, moments and {@link Checkpoint.State} belong together.
 */
public interface Journal {
  /** Ignores all events. */
  Journal NONE =
      new Journal() {
        @Override
        public void probed(int pairs, double loss) {}

        @Override
        public void stepped(FineTuning tuning, Step figures) {}

        @Override
        public void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best) {}

        @Override
        public void atCheckpoint(FineTuning tuning, Rest rest) {}
      };

  /** Why a checkpoint is due. */
  enum Rest {
    /** Before the first step. */
    STARTED,
    /** Ctrl-C was pressed. */
    STOPPED,
    /** An epoch ended. */
    EPOCH_ENDED
  }

  /**
   * The scoring vector was fitted to the vectors of the untrained encoder.
   *
   * @param pairs to how many
   * @param loss their mean two-way loss
   */
  void probed(int pairs, double loss);

  /** A step was taken. */
  void stepped(FineTuning tuning, Step figures);

  /**
   * The held-out pairs were evaluated.
   *
   * @param best whether these weights are the best so far
   */
  void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best);

  /** A checkpoint is due. */
  void atCheckpoint(FineTuning tuning, Rest rest);

  /**
   * One step of fine-tuning.
   *
   * @param epoch counted from 1
   * @param step counted from 1 over all epochs
   * @param steps steps of all epochs
   * @param pairs the number of pairs in the step
   * @param loss mean two-way loss of these pairs
   * @param recentLoss the same, smoothed over about twenty steps
   * @param learningRate of the encoder
   * @param gradientNorm before clipping
   */
  record Step(
      int epoch,
      int step,
      int steps,
      int pairs,
      double loss,
      double recentLoss,
      double learningRate,
      double gradientNorm) {}
}
