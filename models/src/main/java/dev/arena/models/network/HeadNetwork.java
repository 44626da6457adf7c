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
 * The head network, which computes three probabilities from two vectors and the text features. It
 * is tiny and runs on the CPU in the caller's thread. Thread-safe; must not be used once closed.
 */
public final class HeadNetwork implements AutoCloseable {
  static final int OUTCOMES = 3;

  private final OrtSession session;

  /** Idle instances; there are as many instances as there were concurrent callers. */
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
   * @throws dev.arena.schemas.failure.UserException if the graph has other inputs or outputs
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
