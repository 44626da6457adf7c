package dev.arena.trainer.export;

/** The transformer layers of an encoder, in one kind of operators. */
sealed interface Layers permits PlainLayers, FusedLayers {

  /**
   * Adds one layer.
   *
   * @param tokens its input, {@code [sequences, tokens, hidden]}
   * @param asking those of them whose output is wanted, {@code [sequences, asking, hidden]}; all
   *     are looked at. The same as {@code tokens} where all are wanted
   * @param layer prefix of its parameters' names
   * @return its output, of the shape of {@code asking}
   */
  String add(String tokens, String asking, String layer);
}
