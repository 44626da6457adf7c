package dev.arena.models.network;

import static dev.arena.models.network.GraphSignature.ANY;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchPlan;
import dev.arena.models.encode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The network that makes a vector of each sequence.
 *
 * <p>It runs on lanes. On a CPU each lane is a thread that runs one unpadded sequence at a time,
 * for int8 with one scale a tensor would otherwise depend on what shares the run, and larger runs
 * are slower there anyway; the lanes share one session. On GPUs each device is a lane that runs
 * padded batches. Safe for use by many threads; not to be used once closed.
 */
public final class EncoderNetwork implements AutoCloseable {
  private final List<OrtSession> sessions;
  private final List<Lane> lanes;
  private final BlockingQueue<Lane> free;
  private final BatchLimits limits;
  private final int hidden;
  private final RunCounters counters = new RunCounters();

  private EncoderNetwork(
      List<OrtSession> sessions, List<Lane> lanes, BatchLimits limits, int hidden) {
    this.sessions = sessions;
    this.lanes = lanes;
    this.free = new ArrayBlockingQueue<>(lanes.size(), false, lanes);
    this.limits = limits;
    this.hidden = hidden;
  }

  /**
   * Opens the graph on the CPU.
   *
   * @param hidden length of a vector
   * @param threads how many sequences run at the same time
   * @throws dev.arena.schemas.failure.UserException if the graph's inputs or outputs are others
   * @throws OrtException if ONNX Runtime cannot open the graph
   */
  public static EncoderNetwork onCpu(Path graph, int hidden, int threads) throws OrtException {
    return onCpu(graph, hidden, threads, BatchLimits.oneByOne());
  }

  static EncoderNetwork onCpu(Path graph, int hidden, int threads, BatchLimits limits)
      throws OrtException {
    return open(List.of(Sessions.onCpu(graph)), graph, limits, hidden, threads);
  }

  /**
   * Opens the graph on each of some NVIDIA GPUs.
   *
   * @param hidden length of a vector
   * @param devices indices of the GPUs
   * @param limits of one run
   * @throws dev.arena.schemas.failure.UserException if the graph's inputs or outputs are others
   * @throws OrtException if ONNX Runtime cannot use a device or open the graph
   */
  public static EncoderNetwork onCuda(
      Path graph, int hidden, List<Integer> devices, BatchLimits limits) throws OrtException {
    List<OrtSession> sessions = new ArrayList<>();
    try {
      for (int device : devices) {
        sessions.add(Sessions.onCuda(graph, device));
      }
    } catch (OrtException | RuntimeException e) {
      closeAll(sessions);
      throw e;
    }
    return open(sessions, graph, limits, hidden, 1);
  }

  private static EncoderNetwork open(
      List<OrtSession> sessions, Path graph, BatchLimits limits, int hidden, int lanesPerSession)
      throws OrtException {
    try {
      GraphSignature signature =
          new GraphSignature(
              Map.of(
                  "input_ids", GraphSignature.int64(ANY, ANY),
                  "attention_mask", GraphSignature.int64(ANY, ANY),
                  "token_type_ids", GraphSignature.int64(ANY, ANY)),
              Map.of("vector", GraphSignature.float32(ANY, hidden)));
      List<Lane> lanes = new ArrayList<>();
      for (OrtSession session : sessions) {
        signature.check(session, graph.toString());
        for (int i = 0; i < lanesPerSession; i++) {
          lanes.add(new Lane(session, hidden));
        }
      }
      return new EncoderNetwork(sessions, lanes, limits, hidden);
    } catch (OrtException | RuntimeException e) {
      closeAll(sessions);
      throw e;
    }
  }

  /** Length of a vector. */
  public int hidden() {
    return hidden;
  }

  /** How many runs there are at the same time. */
  public int lanes() {
    return lanes.size();
  }

  /** What has been run so far. */
  public RunStatistics statistics() {
    return counters.snapshot(limits.maxTokens());
  }

  /**
   * Makes a vector of length {@link #hidden} of each sequence; equal sequences are read once.
   *
   * @param workers whose threads the runs use
   */
  public List<float[]> encode(List<Sequence> sequences, Workers workers) throws OrtException {
    BatchPlan plan = BatchPlan.of(sequences, limits);
    float[][] vectors = new float[plan.distinct().size()][];
    workers.run(
        plan.runs().size(),
        lanes.size(),
        index -> {
          List<Integer> run = plan.runs().get(index);
          List<float[]> results = onFreeLane(run.stream().map(plan.distinct()::get).toList());
          for (int i = 0; i < run.size(); i++) {
            vectors[run.get(i)] = results.get(i);
          }
        });
    return plan.positions().stream().map(position -> vectors[position]).toList();
  }

  private List<float[]> onFreeLane(List<Sequence> run) throws OrtException {
    Lane lane;
    try {
      lane = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a device", e);
    }
    try {
      long start = System.nanoTime();
      List<float[]> vectors = lane.run(run);
      count(run, System.nanoTime() - start);
      return vectors;
    } finally {
      free.add(lane);
    }
  }

  private void count(List<Sequence> run, long nanos) {
    long tokens = 0;
    int longest = 0;
    for (Sequence sequence : run) {
      tokens += sequence.length();
      longest = Math.max(longest, sequence.length());
    }
    counters.run(run.size(), tokens, (long) run.size() * longest, nanos);
  }

  @Override
  public void close() {
    closeAll(sessions);
  }

  private static void closeAll(List<OrtSession> sessions) {
    for (OrtSession session : sessions) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("a session of ONNX Runtime cannot be closed", e);
      }
    }
  }
}
