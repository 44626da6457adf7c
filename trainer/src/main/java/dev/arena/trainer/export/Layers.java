package dev.arena.trainer.export;

/** Adds an encoder's transformer layers to a graph, with one set of operators. */
sealed interface Layers permits PlainLayers, FusedLayers {

  /**
   * Adds one layer.
   *
   * @param tokens its input, {@code [sequences, tokens, hidden]}
   * @param asking the tokens whose output is needed, {@code [sequences, asking, hidden]}; they
   *     attend to all tokens. {@code tokens} itself if all are needed
   * @param layer prefix of its parameters' names
   * @return its output, of the shape of {@code asking}
   */
  String add(String tokens, String asking, String layer);
}
