package dev.arena.trainer.recipe;

/**
 * The settings that counteract overfitting.
 *
 * @param dropout share of the hidden states that is dropped in training
 * @param attentionDropout share of the attention weights that is dropped in training
 * @param labelSmoothing share of each vote that is split evenly between the two answers
 * @param frozen what is not trained
 * @param average decay of the moving average of the weights; 0 for none
 */
public record Regularisation(
    double dropout, double attentionDropout, double labelSmoothing, Frozen frozen, double average) {

  /**
   * The lowest part of the encoder, which is frozen while the rest is trained.
   *
   * @param embeddings whether the embeddings are frozen
   * @param layers how many of the lowest layers are frozen with them
   */
  public record Frozen(boolean embeddings, int layers) {
    /** Nothing is frozen. */
    public static final Frozen NONE = new Frozen(false, 0);

    /** The embeddings are frozen. */
    public static final Frozen EMBEDDINGS = new Frozen(true, 0);

    public Frozen {
      if (layers < 0 || (layers > 0 && !embeddings)) {
        throw new IllegalArgumentException(
            layers + " frozen layers; expected 0 or more, with the embeddings frozen too");
      }
    }
  }
}
