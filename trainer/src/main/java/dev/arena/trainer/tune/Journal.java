package dev.arena.trainer.tune;

/**
 * What a fine-tuning tells while it runs. Each call with a {@link FineTuning} comes between two
 * steps, when weights, moments and {@link Checkpoint.State} belong together.
 */
public interface Journal {
  /** Keeps nothing. */
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

  /** Why a fine-tuning rests. */
  enum Rest {
    /** No step was taken yet. */
    STARTED,
    /** Somebody pressed Ctrl-C. */
    STOPPED,
    /** An epoch is over. */
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
   * Held-out pairs were judged.
   *
   * @param best whether these weights are the best so far
   */
  void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best);

  /** No step follows soon. */
  void atCheckpoint(FineTuning tuning, Rest rest);

  /**
   * One step of fine-tuning.
   *
   * @param epoch counted from 1
   * @param step counted from 1 over all epochs
   * @param steps steps of all epochs
   * @param pairs how many were learned from
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
