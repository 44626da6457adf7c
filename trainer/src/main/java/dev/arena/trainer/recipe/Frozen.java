package dev.arena.trainer.recipe;

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
          layers + " frozen layers; expected 0 or more, and the embeddings with them");
    }
  }
}
