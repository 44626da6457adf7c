package dev.arena.trainer.export;

/** The transformer layers of an encoder, in one kind of operators. */
sealed interface Layers permits PlainLayers, FusedLayers {

  /**
   * Adds one layer.
   *
   * @param tokens its input, {@code [sequences, tokens, hidden]}
   * @param asking the tokens whose output is needed, {@code [sequences, asking, hidden]}; all are
   *     attended to. The same as {@code tokens} if all are needed
   * @param layer prefix of its parameters' names
   * @return its output, of the shape of {@code asking}
   */
  String add(String tokens, String asking, String layer);
}
