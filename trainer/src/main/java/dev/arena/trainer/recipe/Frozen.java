package dev.arena.trainer.recipe;

/**
 * The lowest part of the encoder, which stays as it is while the rest is trained.
 *
 * @param embeddings whether the embeddings stay
 * @param layers how many of the lowest layers stay with them
 */
public record Frozen(boolean embeddings, int layers) {
  /** All is trained. */
  public static final Frozen NONE = new Frozen(false, 0);

  /** The embeddings stay. */
  public static final Frozen EMBEDDINGS = new Frozen(true, 0);

  public Frozen {
    if (layers < 0 || (layers > 0 && !embeddings)) {
      throw new IllegalArgumentException(
          layers + " frozen layers; expected 0 or more, and the embeddings with them");
    }
  }
}
