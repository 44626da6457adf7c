package dev.arena.trainer.recipe;

/** Which tokens' last hidden values are averaged to the vector of a sequence. */
public enum Pooling {
  /**
   * Those of the second segment: the answer, or both answers of a cross-encoder. The prompt, which
   * both answers share, is read but not averaged.
   */
  ANSWERS,
  /** Those of the whole sequence. */
  ALL
}
