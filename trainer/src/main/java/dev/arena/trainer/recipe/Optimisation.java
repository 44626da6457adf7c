package dev.arena.trainer.recipe;

/**
 * How the weights change.
 *
 * @param probe how the scoring vector is initialised and the tie vector is fitted
 * @param epochs maximum number of passes over the rows; with 0, the encoder is not fine-tuned
 * @param batch pairs whose gradients are computed together
 * @param accumulation batches per step
 * @param learningRate of the encoder, at its peak
 * @param scoringVectorRate learning rate of the scoring vector relative to the encoder's
 * @param warmUp share of the steps in which the learning rate rises
 * @param schedule the learning rate after the warm-up
 * @param optimiser how weight decay is applied
 * @param weightDecay the weight decay; 0 for none
 * @param clip largest norm of the gradients; 0 for no limit
 */
public record Optimisation(
    Probe probe,
    int epochs,
    int batch,
    int accumulation,
    double learningRate,
    double scoringVectorRate,
    double warmUp,
    Schedule schedule,
    Optimiser optimiser,
    double weightDecay,
    double clip) {

  /**
   * How the scoring vector is fitted to the encoder's vectors before fine-tuning, and the tie
   * vector after it.
   *
   * @param pairs maximum number to fit to; with 0, the scoring vector starts at zero, and there is
   *     no tie vector
   * @param ridge the ridge; half of it, times a vector's squared length, is added to the sum of the
   *     losses
   */
  public record Probe(int pairs, double ridge) {}

  /** The number of pairs that one step learns from. */
  public int pairsPerStep() {
    return Math.multiplyExact(batch, accumulation);
  }

  /** The learning rate after the warm-up. */
  public enum Schedule {
    LINEAR,
    CONSTANT
  }

  /** How Adam applies weight decay. */
  public enum Optimiser {
    /** Separately from the gradient (Loshchilov and Hutter, arXiv:1711.05101). */
    ADAMW,
    /** As part of the gradient, as in PyTorch's {@code Adam}. */
    ADAM
  }
}
