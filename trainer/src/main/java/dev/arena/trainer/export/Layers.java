package dev.arena.trainer.export;

/** The transformer layers of an encoder, in one kind of operators. */
sealed interface Layers permits PlainLayers, FusedLayers {

  /**
   * Adds one layer.
   *
   * @param tokens its input, {@code [sequences, tokens, hidden]}
   * @param layer prefix of its parameters' names
   * @return its output, of the same shape
   */
  String add(String tokens, String layer);
}
