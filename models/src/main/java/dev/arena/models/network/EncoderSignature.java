package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder takes and gives. One without {@code attention_mask} takes a single sequence
 * without padding.
 */
final class EncoderSignature {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private EncoderSignature() {}

  /** Whether padding can be masked. */
  static boolean masked(OrtSession session) {
    return session.getInputNames().contains(MASK);
  }

  /**
   * Compares with what a graph says of itself.
   *
   * @param source what messages call the graph
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
    new GraphSignature(inputs, Map.of("vector", GraphSignature.float32(sequences, hidden)))
        .check(session, source);
  }

  /** The inputs by name, each {@code [sequences, tokens]}; the mask is null if there is none. */
  static Map<String, OnnxTensor> inputs(
      OnnxTensor ids, @Nullable OnnxTensor mask, OnnxTensor types) {
    return mask == null
        ? Map.of(IDS, ids, TYPES, types)
        : Map.of(IDS, ids, MASK, mask, TYPES, types);
  }
}
