package dev.arena.trainer.recipe;

/** The tokens whose last hidden states are averaged to give the vector of a sequence. */
public enum Pooling {
  /**
   * The second segment: the answer, or both answers of a cross-encoder. The encoder reads the
   * prompt, which both answers share, but it is not averaged.
   */
  ANSWERS,
  /** The whole sequence. */
  ALL
}
