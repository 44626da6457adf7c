package dev.arena.trainer.tune;

/**
 * What a fine-tuning tells while it runs. Each call with a {@link FineTuning} comes between two
 * steps, when weights, moments and {@link TuningState} belong together.
 */
public interface Journal {
  /** Keeps nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public void probed(int pairs, double loss) {}

        @Override
        public void stepped(FineTuning tuning, StepFigures figures) {}

        @Override
        public void evaluated(FineTuning tuning, FineTuning.Point point, boolean best) {}

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
  void stepped(FineTuning tuning, StepFigures figures);

  /**
   * Held-out pairs were judged.
   *
   * @param best whether these weights are the best so far
   */
  void evaluated(FineTuning tuning, FineTuning.Point point, boolean best);

  /** No step follows soon. */
  void atCheckpoint(FineTuning tuning, Rest rest);
}
