package dev.arena.trainer.recipe;

/**
 * Which votes the encoder learns from, which of its weights are kept, and when training ends.
 *
 * @param learnFrom the files that train the encoder
 * @param heldOut maximum number of pairs that serve only to select the best weights
 * @param evaluations on these pairs per epoch
 * @param patience early stopping: training ends after an epoch if this many evaluations in a row
 *     brought no improvement; 0 for all epochs
 * @param keep the weights that are kept
 */
public record Selection(
    LearnFrom learnFrom, int heldOut, int evaluations, int patience, Keep keep) {

  /** The files that train the encoder. */
  public enum LearnFrom {
    /** Those without ties, if they hold more votes with a winner than the others; otherwise all. */
    AUTO,
    /** Those without ties. */
    TIE_FREE,
    ALL
  }

  /** Which weights are kept. */
  public enum Keep {
    /** Those with the lowest loss on held-out pairs; without such pairs, the last ones. */
    BEST,
    LAST
  }
}
