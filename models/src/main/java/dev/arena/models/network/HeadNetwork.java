package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The head network, which computes three probabilities from two vectors and the text features. It
 * is tiny and runs on the CPU in the caller's thread. Thread-safe; must not be used once closed.
 */
public final class HeadNetwork implements AutoCloseable {
  static final int OUTCOMES = 3;

  private final OrtSession session;

  /** Idle instances; there are as many instances as there have been concurrent callers. */
  private final Queue<HeadInstance> instances = new ConcurrentLinkedQueue<>();

  private HeadNetwork(OrtSession session) {
    this.session = session;
  }

  /**
   * Opens the graph.
   *
   * @param hidden length of a vector
   * @param antisymmetric number of antisymmetric features
   * @param symmetric number of symmetric features
   * @throws dev.arena.schemas.failure.UserException if the graph has unexpected inputs or outputs
   * @throws OrtException if ONNX Runtime cannot open the graph
   */
  public static HeadNetwork open(Path graph, int hidden, int antisymmetric, int symmetric)
      throws OrtException {
    OrtSession session = Sessions.onCpu(graph);
    try {
      new GraphSignature(
              Map.of(
                  "first", GraphSignature.float32(ANY, hidden),
                  "second", GraphSignature.float32(ANY, hidden),
                  "antisymmetric", GraphSignature.float32(ANY, antisymmetric),
                  "symmetric", GraphSignature.float32(ANY, symmetric)),
              Map.of(
                  "logits", GraphSignature.float32(ANY, OUTCOMES),
                  "probabilities", GraphSignature.float32(ANY, OUTCOMES)))
          .check(session, graph.toString());
      return new HeadNetwork(session);
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * The head's input for one pair.
   *
   * @param first vector of the sequence in which A comes first
   * @param second vector of the sequence in which B comes first
   * @param antisymmetric text features
   * @param symmetric text features
   */
  public record Input(float[] first, float[] second, float[] antisymmetric, float[] symmetric) {}

  /** Probabilities of A, B and tie for each pair, as the graph returns them. */
  public float[][] probabilities(List<Input> pairs) throws OrtException {
    return run(pairs, "probabilities");
  }

  /** Logits of A, B and tie for each pair: the probabilities are their softmax. */
  public float[][] logits(List<Input> pairs) throws OrtException {
    return run(pairs, "logits");
  }

  private float[][] run(List<Input> pairs, String output) throws OrtException {
    HeadInstance idle = instances.poll();
    HeadInstance instance = idle == null ? new HeadInstance(session) : idle;
    try {
      return instance.run(pairs, output);
    } finally {
      instances.add(instance);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("an ONNX Runtime session cannot be closed", e);
    }
  }

  /**
   * An instance of the head that executes runs one at a time and reuses native buffers between
   * runs. Not thread-safe; the owner closes the session.
   */
  private static final class HeadInstance {
    private final OrtSession session;
    private final Part first = new Part(HeadNetwork.Input::first);
    private final Part second = new Part(HeadNetwork.Input::second);
    private final Part antisymmetric = new Part(HeadNetwork.Input::antisymmetric);
    private final Part symmetric = new Part(HeadNetwork.Input::symmetric);
    private FloatBuffer numbers = NativeBuffers.floats(0);

    HeadInstance(OrtSession session) {
      this.session = session;
    }

    /** One of the graph's outputs: three numbers for each pair. */
    float[][] run(List<HeadNetwork.Input> pairs, String output) throws OrtException {
      int size = pairs.size() * HeadNetwork.OUTCOMES;
      if (numbers.capacity() < size) {
        numbers = NativeBuffers.floats(size);
      }
      numbers.clear().limit(size);
      try (OnnxTensor firstTensor = first.tensor(pairs);
          OnnxTensor secondTensor = second.tensor(pairs);
          OnnxTensor antisymmetricTensor = antisymmetric.tensor(pairs);
          OnnxTensor symmetricTensor = symmetric.tensor(pairs);
          OnnxTensor tensor =
              OnnxTensor.createTensor(
                  Sessions.environment(),
                  numbers,
                  new long[] {pairs.size(), HeadNetwork.OUTCOMES});
          OrtSession.Result result =
              Sessions.run(
                  session,
                  Map.of(
                      "first", firstTensor,
                      "second", secondTensor,
                      "antisymmetric", antisymmetricTensor,
                      "symmetric", symmetricTensor),
                  Map.of(output, tensor))) {
        float[][] rows = new float[pairs.size()][HeadNetwork.OUTCOMES];
        for (int i = 0; i < rows.length; i++) {
          numbers.get(i * HeadNetwork.OUTCOMES, rows[i]);
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
}
