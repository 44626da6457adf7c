package dev.arena.models.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.encode.Sequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One run of an encoder at a time, in native buffers that are used again for the next run. For use
 * by one thread at a time; the session is the owner's to close.
 */
final class Lane {
  private final OrtSession session;
  private final int hidden;
  private final boolean masked;
  private LongBuffer ids = longs(0);
  private LongBuffer mask = longs(0);
  private LongBuffer types = longs(0);
  private FloatBuffer vectors = floats(0);

  Lane(OrtSession session, int hidden) {
    this.session = session;
    this.hidden = hidden;
    this.masked = EncoderSignature.masked(session);
  }

  /**
   * Makes a vector of each sequence.
   *
   * @param length to which shorter ones are padded and masked; at least that of the longest
   */
  List<float[]> run(List<Sequence> sequences, int length) throws OrtException {
    fill(sequences, length);
    long[] shape = {sequences.size(), length};
    var environment = Sessions.environment();
    try (OnnxTensor idsTensor = OnnxTensor.createTensor(environment, ids, shape);
        OnnxTensor maskTensor = masked ? OnnxTensor.createTensor(environment, mask, shape) : null;
        OnnxTensor typesTensor = OnnxTensor.createTensor(environment, types, shape);
        OnnxTensor output =
            OnnxTensor.createTensor(environment, vectors, new long[] {sequences.size(), hidden});
        OrtSession.Result result =
            session.run(
                EncoderSignature.inputs(idsTensor, maskTensor, typesTensor),
                Set.of(),
                Map.of("vector", output))) {
      return split(sequences.size());
    }
  }

  private void fill(List<Sequence> sequences, int length) {
    int tokens = Math.multiplyExact(sequences.size(), length);
    if (ids.capacity() < tokens) {
      ids = longs(tokens);
      mask = longs(tokens);
      types = longs(tokens);
    }
    if (vectors.capacity() < sequences.size() * hidden) {
      vectors = floats(sequences.size() * hidden);
    }
    ids.clear().limit(tokens);
    mask.clear().limit(tokens);
    types.clear().limit(tokens);
    vectors.clear().limit(sequences.size() * hidden);
    int at = 0;
    for (Sequence sequence : sequences) {
      int[] tokenIds = sequence.ids();
      for (int i = 0; i < length; i++, at++) {
        boolean real = i < tokenIds.length;
        ids.put(at, real ? tokenIds[i] : 0);
        mask.put(at, real ? 1 : 0);
        types.put(at, real && i >= sequence.secondSegment() ? 1 : 0);
      }
    }
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

  private static LongBuffer longs(int count) {
    return ByteBuffer.allocateDirect(count * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
