package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;

/**
 * The inputs and outputs of an encoder. An encoder without {@code attention_mask} takes a single
 * sequence without padding.
 */
final class EncoderSignature {
  /** The inputs, each of the shape {@code [sequences, tokens]}. */
  static final String IDS = "input_ids";

  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";

  /** The output, {@code [sequences, hidden]}. */
  static final String VECTOR = "vector";

  private EncoderSignature() {}

  /** Whether padding can be masked. */
  static boolean masked(OrtSession session) {
    return session.getInputNames().contains(MASK);
  }

  /**
   * Checks a graph's declared inputs and outputs.
   *
   * @param source the graph's name in messages
   * @param hidden length of a vector
   */
  static void check(OrtSession session, String source, int hidden) throws OrtException {
    Map<String, GraphSignature.Tensor> inputs = new HashMap<>();
    boolean masked = masked(session);
    long sequences = masked ? ANY : 1;
    inputs.put(IDS, GraphSignature.int64(sequences, ANY));
    inputs.put(TYPES, GraphSignature.int64(sequences, ANY));
    if (masked) {
      inputs.put(MASK, GraphSignature.int64(sequences, ANY));
    }
    new GraphSignature(inputs, Map.of(VECTOR, GraphSignature.float32(sequences, hidden)))
        .check(session, source);
  }
}
