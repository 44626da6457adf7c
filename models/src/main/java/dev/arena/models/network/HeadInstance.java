package dev.arena.models.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Executes head runs one at a time, reusing native buffers between runs. Not thread-safe; the owner
 * closes the session.
 */
final class HeadInstance {
  private final OrtSession session;
  private final Part first = new Part(HeadNetwork.Input::first);
  private final Part second = new Part(HeadNetwork.Input::second);
  private final Part antisymmetric = new Part(HeadNetwork.Input::antisymmetric);
  private final Part symmetric = new Part(HeadNetwork.Input::symmetric);
  private FloatBuffer probabilities = NativeBuffers.floats(0);

  HeadInstance(OrtSession session) {
    this.session = session;
  }

  /** Probabilities of A, B and tie for each pair. */
  float[][] run(List<HeadNetwork.Input> pairs) throws OrtException {
    int outputs = pairs.size() * HeadNetwork.OUTCOMES;
    if (probabilities.capacity() < outputs) {
      probabilities = NativeBuffers.floats(outputs);
    }
    probabilities.clear().limit(outputs);
    try (OnnxTensor firstTensor = first.tensor(pairs);
        OnnxTensor secondTensor = second.tensor(pairs);
        OnnxTensor antisymmetricTensor = antisymmetric.tensor(pairs);
        OnnxTensor symmetricTensor = symmetric.tensor(pairs);
        OnnxTensor output =
            OnnxTensor.createTensor(
                Sessions.environment(),
                probabilities,
                new long[] {pairs.size(), HeadNetwork.OUTCOMES});
        OrtSession.Result result =
            Sessions.run(
                session,
                Map.of(
                    "first", firstTensor,
                    "second", secondTensor,
                    "antisymmetric", antisymmetricTensor,
                    "symmetric", symmetricTensor),
                Map.of("probabilities", output))) {
      float[][] rows = new float[pairs.size()][HeadNetwork.OUTCOMES];
      for (int i = 0; i < rows.length; i++) {
        probabilities.get(i * HeadNetwork.OUTCOMES, rows[i]);
      }
      return rows;
    }
  }

  /** One input of the head, for all pairs of a run. */
  private static final class Part {
    private final Function<HeadNetwork.Input, float[]> values;
    private FloatBuffer buffer = NativeBuffers.floats(0);

    Part(Function<HeadNetwork.Input, float[]> values) {
      this.values = values;
    }

    OnnxTensor tensor(List<HeadNetwork.Input> pairs) throws OrtException {
      int width = values.apply(pairs.get(0)).length;
      if (buffer.capacity() < pairs.size() * width) {
        buffer = NativeBuffers.floats(pairs.size() * width);
      }
      buffer.clear();
      for (HeadNetwork.Input pair : pairs) {
        buffer.put(values.apply(pair));
      }
      buffer.flip();
      return OnnxTensor.createTensor(
          Sessions.environment(), buffer, new long[] {pairs.size(), width});
    }
  }
}
