package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The network that makes three probabilities of two vectors and the text features. It is tiny and
 * runs on the CPU, in the thread that asks. Safe for use by many threads; not to be used once
 * closed.
 */
public final class HeadNetwork implements AutoCloseable {
  static final int OUTCOMES = 3;

  private final OrtSession session;

  /** Those that are idle; as many as there were callers at the same time. */
  private final Queue<HeadInstance> instances = new ConcurrentLinkedQueue<>();

  private HeadNetwork(OrtSession session) {
    this.session = session;
  }

  /**
   * Opens the graph.
   *
   * @param hidden length of a vector
   * @param antisymmetric how many antisymmetric features it reads
   * @param symmetric how many symmetric features it reads
   * @throws dev.arena.schemas.failure.UserException if the graph's inputs or outputs are others
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
   * What the head reads of one pair.
   *
   * @param first vector of the sequence in which A comes first
   * @param second vector of the sequence in which B comes first
   * @param antisymmetric text features
   * @param symmetric text features
   */
  public record Input(float[] first, float[] second, float[] antisymmetric, float[] symmetric) {}

  /** Probabilities of A, B and tie for each pair, as the graph gives them. */
  public float[][] probabilities(List<Input> pairs) throws OrtException {
    HeadInstance idle = instances.poll();
    HeadInstance instance = idle == null ? new HeadInstance(session) : idle;
    try {
      return instance.run(pairs);
    } finally {
      instances.add(instance);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a session of ONNX Runtime cannot be closed", e);
    }
  }
}
