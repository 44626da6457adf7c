package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchPlan;
import dev.arena.models.encode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The network that makes a vector of each sequence.
 *
 * <p>It runs on lanes. On a CPU each lane runs one unpadded sequence at a time, in the thread that
 * took it, for int8 with one scale a tensor would otherwise depend on what shares the run, and
 * larger runs are slower there anyway; the lanes share one session. On GPUs each device has two
 * lanes that run padded batches. Safe for use by many threads; not to be used once closed.
 */
public final class EncoderNetwork implements AutoCloseable {
  private static final int WARM_UP_LENGTHS = 4;

  /** While one computes, the other's input is written and its result read. */
  private static final int LANES_OF_GPU = 2;

  private final List<OrtSession> sessions;
  private final List<Lane> lanes;
  private final LanePool free;
  private final int hidden;
  private final BudgetedRuns runs;

  private EncoderNetwork(
      List<OrtSession> sessions, List<Lane> lanes, BatchLimits limits, int hidden) {
    this.sessions = sessions;
    this.lanes = lanes;
    this.free = new LanePool(lanes);
    this.runs = new BudgetedRuns(limits, System::nanoTime);
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
    return onCpu(graph, hidden, CpuLanes.one(threads));
  }

  /**
   * Opens the graph on the CPU.
   *
   * @param hidden length of a vector
   * @param lanes how its runs share the processors
   * @throws dev.arena.schemas.failure.UserException if the graph's inputs or outputs are others
   * @throws OrtException if ONNX Runtime cannot open the graph
   */
  public static EncoderNetwork onCpu(Path graph, int hidden, CpuLanes lanes) throws OrtException {
    OrtSession session = Sessions.onCpu(graph, lanes.threadsOfRun());
    return open(List.of(session), graph, BatchLimits.oneByOne(), hidden, lanes.lanes());
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
   * @param provider what of ONNX Runtime computes there
   * @param limits of one run
   * @throws dev.arena.schemas.failure.UserException if the graph's inputs or outputs are others
   * @throws OrtException if ONNX Runtime cannot use a device or open the graph
   */
  public static EncoderNetwork onCuda(
      Path graph, int hidden, List<Integer> devices, GpuProvider provider, BatchLimits limits)
      throws OrtException {
    List<OrtSession> sessions = new ArrayList<>();
    try {
      for (int device : devices) {
        sessions.add(Sessions.onGpu(graph, device, provider));
      }
    } catch (OrtException | RuntimeException e) {
      closeAll(sessions);
      throw e;
    }
    return open(sessions, graph, limits, hidden, LANES_OF_GPU);
  }

  private static EncoderNetwork open(
      List<OrtSession> sessions, Path graph, BatchLimits limits, int hidden, int lanesPerSession)
      throws OrtException {
    try {
      List<Lane> lanes = new ArrayList<>();
      for (OrtSession session : sessions) {
        EncoderSignature.check(session, graph.toString(), hidden);
        for (int i = 0; i < lanesPerSession; i++) {
          lanes.add(new Lane(session, hidden));
        }
      }
      boolean masked = sessions.stream().allMatch(EncoderSignature::masked);
      return new EncoderNetwork(sessions, lanes, masked ? limits : BatchLimits.oneByOne(), hidden);
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

  /** Counts runs from now on. */
  void forgetRuns() {
    runs.forgetRuns();
  }

  /** What has been run so far. */
  public RunStatistics statistics() {
    return runs.statistics();
  }

  /**
   * Runs all lanes at the same time on batches of several lengths up to the longest, so that
   * devices have chosen their kernels and made room before the first pair comes. A run of the
   * longest sequences that does not fit a device's memory lowers the limit of tokens now.
   *
   * <p>To be called before the first {@link #encode}, by one thread.
   *
   * @param longest its first tokens make the shorter sequences
   * @param workers whose threads the runs use
   */
  public void warmUp(Sequence longest, Workers workers) throws OrtException {
    workers.run(lanes.size(), lanes.size(), index -> warmUp(lanes.get(index), longest));
  }

  private void warmUp(Lane lane, Sequence longest) throws OrtException {
    for (int step = 1; step <= WARM_UP_LENGTHS; step++) {
      int length = Math.max(1, longest.length() * step / WARM_UP_LENGTHS);
      Sequence sequence =
          new Sequence(
              Arrays.copyOf(longest.ids(), length), Math.min(length, longest.secondSegment()));
      runs.run(lane.session(), lane::run, List.of(sequence));
      BatchLimits limits = runs.limits();
      int count = limits.sequences(limits.padded(length));
      runs.run(lane.session(), lane::run, Collections.nCopies(count, sequence));
    }
  }

  /**
   * Makes a vector of length {@link #hidden} of each sequence; equal sequences are read once.
   *
   * @param workers whose threads the runs use
   */
  public List<float[]> encode(List<Sequence> sequences, Workers workers) throws OrtException {
    BatchPlan plan = BatchPlan.of(sequences, runs.limits());
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
      return runs.run(lane.session(), lane::run, run);
    } finally {
      free.giveBack(lane);
    }
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
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
