package dev.arena.trainer.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of a BERT encoder. Every parameter's name (as in Hugging Face's state_dict) and shape
 * follows from them.
 *
 * @param vocabulary number of token ids
 * @param hidden length of a token's vector
 * @param layers number of transformer layers
 * @param heads attention heads per layer
 * @param headSize length of the vectors of a head
 * @param intermediate width of the feed-forward part
 * @param positions maximum number of tokens in a sequence
 * @param types number of token types
 * @param layerNormEpsilon added to the variance in layer normalisation; 1e-12 in BERT
 */
public record BertSizes(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int headSize,
    int intermediate,
    int positions,
    int types,
    float layerNormEpsilon) {

  /** The sizes of an encoder that was not pruned: together, the heads are as wide as a token. */
  public BertSizes(
      int vocabulary,
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int positions,
      int types,
      float layerNormEpsilon) {
    this(
        vocabulary,
        hidden,
        layers,
        heads,
        headSize(hidden, heads),
        intermediate,
        positions,
        types,
        layerNormEpsilon);
  }

  private static int headSize(int hidden, int heads) {
    if (heads < 1 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "hidden size " + hidden + " is not a multiple of " + heads + " attention heads");
    }
    return hidden / heads;
  }

  /** The same sizes with a different number of layers. */
  public BertSizes withLayers(int other) {
    return new BertSizes(
        vocabulary,
        hidden,
        other,
        heads,
        headSize,
        intermediate,
        positions,
        types,
        layerNormEpsilon);
  }

  /** The same sizes with other numbers of heads and of feed-forward neurons per layer. */
  public BertSizes with(int otherHeads, int otherIntermediate) {
    return new BertSizes(
        vocabulary,
        hidden,
        layers,
        otherHeads,
        headSize,
        otherIntermediate,
        positions,
        types,
        layerNormEpsilon);
  }

  /** The length of the vectors of all heads together. */
  public int attention() {
    return heads * headSize;
  }

  /** Prefix of the names of one layer's parameters. */
  public static String layer(int index) {
    return "encoder.layer." + index + ".";
  }

  /** The shape of every parameter by name, in the order of the network. */
  public Map<String, long[]> parameters() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("embeddings.word_embeddings.weight", new long[] {vocabulary, hidden});
    shapes.put("embeddings.position_embeddings.weight", new long[] {positions, hidden});
    shapes.put("embeddings.token_type_embeddings.weight", new long[] {types, hidden});
    normalisation(shapes, "embeddings.LayerNorm");
    for (int i = 0; i < layers; i++) {
      String layer = layer(i);
      for (String part : List.of("query", "key", "value")) {
        linear(shapes, layer + "attention.self." + part, hidden, attention());
      }
      linear(shapes, layer + "attention.output.dense", attention(), hidden);
      normalisation(shapes, layer + "attention.output.LayerNorm");
      linear(shapes, layer + "intermediate.dense", hidden, intermediate);
      linear(shapes, layer + "output.dense", intermediate, hidden);
      normalisation(shapes, layer + "output.LayerNorm");
    }
    return shapes;
  }

  private void normalisation(Map<String, long[]> shapes, String name) {
    shapes.put(name + ".weight", new long[] {hidden});
    shapes.put(name + ".bias", new long[] {hidden});
  }

  private static void linear(Map<String, long[]> shapes, String name, int in, int out) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }
}
