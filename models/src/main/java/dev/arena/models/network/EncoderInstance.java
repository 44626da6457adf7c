package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.encode.Sequence;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance of the encoder that executes runs one at a time and reuses native buffers and tensors
 * between runs. Not thread-safe; the owner closes the session.
 */
final class EncoderInstance implements AutoCloseable {
  /** The inputs, each of shape {@code [sequences, tokens]}. */
  private static final String IDS = "input_ids";

  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** The output, {@code [sequences, hidden]}. */
  private static final String VECTOR = "vector";

  private final OrtSession session;
  private final int hidden;
  private final boolean masked;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();
  private long[] lastShape = {};
  private LongBuffer ids = NativeBuffers.longs(0);

  /** Empty if the graph has no mask. */
  private LongBuffer mask = NativeBuffers.longs(0);

  private LongBuffer types = NativeBuffers.longs(0);
  private FloatBuffer vectors = NativeBuffers.floats(0);

  EncoderInstance(OrtSession session, int hidden) {
    this.session = session;
    this.hidden = hidden;
    this.masked = masked(session);
  }

  /** Whether padding can be masked. */
  static boolean masked(OrtSession session) {
    return session.getInputNames().contains(MASK);
  }

  /**
   * Checks a graph's declared inputs and outputs. An encoder without {@code attention_mask} takes a
   * single sequence without padding.
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

  /** The session, which all instances of a device share. */
  OrtSession session() {
    return session;
  }

  /**
   * Computes a vector for each sequence.
   *
   * @param length length to which shorter sequences are padded and masked; at least that of the
   *     longest one
   */
  List<float[]> run(List<Sequence> sequences, int length) throws OrtException {
    makeRoom(sequences.size(), length);
    fill(sequences, length);
    try (OrtSession.Result result = Sessions.run(session, inputs, outputs)) {
      return split(sequences.size());
    }
  }

  /** Keeps the tensors of the previous run if it had the same shape. */
  private void makeRoom(int count, int length) throws OrtException {
    long[] shape = {count, length};
    if (Arrays.equals(shape, lastShape)) {
      return;
    }
    close();
    int tokens = Math.multiplyExact(count, length);
    if (ids.capacity() < tokens) {
      ids = NativeBuffers.longs(tokens);
      mask = NativeBuffers.longs(masked ? tokens : 0);
      types = NativeBuffers.longs(tokens);
    }
    if (vectors.capacity() < count * hidden) {
      vectors = NativeBuffers.floats(count * hidden);
    }
    ids.clear().limit(tokens);
    mask.clear().limit(masked ? tokens : 0);
    types.clear().limit(tokens);
    vectors.clear().limit(count * hidden);
    OrtEnvironment environment = Sessions.environment();
    // each is kept as soon as it exists, so that it is closed if a later one fails
    inputs.put(IDS, OnnxTensor.createTensor(environment, ids, shape));
    inputs.put(TYPES, OnnxTensor.createTensor(environment, types, shape));
    if (masked) {
      inputs.put(MASK, OnnxTensor.createTensor(environment, mask, shape));
    }
    outputs.put(VECTOR, OnnxTensor.createTensor(environment, vectors, new long[] {count, hidden}));
    lastShape = shape;
  }

  private void fill(List<Sequence> sequences, int length) {
    int at = 0;
    for (Sequence sequence : sequences) {
      int[] tokenIds = sequence.ids();
      for (int i = 0; i < length; i++, at++) {
        boolean real = i < tokenIds.length;
        ids.put(at, real ? tokenIds[i] : 0);
        if (masked) {
          mask.put(at, real ? 1 : 0);
        }
        types.put(at, real && i >= sequence.secondSegment() ? 1 : 0);
      }
    }
  }

  /** Frees native memory; the next run allocates it again. */
  @Override
  public void close() {
    lastShape = new long[0];
    inputs.values().forEach(OnnxTensor::close);
    inputs.clear();
    outputs.values().forEach(OnnxTensor::close);
    outputs.clear();
  }

  private List<float[]> split(int count) {
    List<float[]> split = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = new float[hidden];
      vectors.get(i * hidden, vector);
      split.add(vector);
    }
    return split;
  }
}
