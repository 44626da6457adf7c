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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network that makes a vector of each sequence.
 *
 * <p>It runs on lanes. On a CPU each lane is a thread that runs one unpadded sequence at a time,
 * for int8 with one scale a tensor would otherwise depend on what shares the run, and larger runs
 * are slower there anyway; the lanes share one session. On GPUs each device has two lanes that run
 * padded batches. Safe for use by many threads; not to be used once closed.
 */
public final class EncoderNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EncoderNetwork.class);

  private static final int WARM_UP_LENGTHS = 4;

  /** While one computes, the other's input is written and its result read. */
  private static final int LANES_OF_GPU = 2;

  private final List<OrtSession> sessions;
  private final List<Lane> lanes;
  private final LanePool free;
  private final int hidden;
  private final RunCounters counters = new RunCounters();

  /** Written under this object's lock, and then only to fewer tokens. */
  private volatile BatchLimits limits;

  private EncoderNetwork(
      List<OrtSession> sessions, List<Lane> lanes, BatchLimits limits, int hidden) {
    this.sessions = sessions;
    this.lanes = lanes;
    this.free = new LanePool(lanes);
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
    return onCpu(graph, hidden, CpuLanes.one(threads));
  }

  static EncoderNetwork onCpu(Path graph, int hidden, CpuLanes lanes) throws OrtException {
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

  /** What has been run so far. */
  public RunStatistics statistics() {
    return counters.snapshot(limits.maxTokens());
  }

  /**
   * Runs each lane on batches of several lengths up to the longest, so that devices have chosen
   * their kernels and made room before the first pair comes. Where memory does not suffice, the
   * limit of tokens is known afterwards.
   *
   * @param longest its first tokens make the shorter sequences
   */
  public void warmUp(Sequence longest) throws OrtException {
    for (Lane lane : lanes) {
      for (int step = 1; step <= WARM_UP_LENGTHS; step++) {
        int length = Math.max(1, longest.length() * step / WARM_UP_LENGTHS);
        Sequence sequence =
            new Sequence(
                Arrays.copyOf(longest.ids(), length), Math.min(length, longest.secondSegment()));
        runOrHalve(lane, List.of(sequence));
        int count = limits.sequences(limits.padded(length));
        runOrHalve(lane, Collections.nCopies(count, sequence));
      }
    }
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
      return runOrHalve(lane, run);
    } finally {
      free.giveBack(lane);
    }
  }

  /** A run for which memory does not suffice is done in halves, down to single sequences. */
  private List<float[]> runOrHalve(Lane lane, List<Sequence> run) throws OrtException {
    long tokens = 0;
    int longest = 0;
    for (Sequence sequence : run) {
      tokens += sequence.length();
      longest = Math.max(longest, sequence.length());
    }
    int length = limits.padded(longest);
    try {
      long start = System.nanoTime();
      List<float[]> vectors = lane.run(run, length);
      counters.run(run.size(), tokens, (long) run.size() * length, System.nanoTime() - start);
      return vectors;
    } catch (OrtException e) {
      if (run.size() == 1 || !MemoryShortage.explains(e)) {
        throw e;
      }
      int half = run.size() / 2;
      allowAtMost(half * length, run.size() * length, e);
      List<float[]> vectors = new ArrayList<>(runOrHalve(lane, run.subList(0, half)));
      vectors.addAll(runOrHalve(lane, run.subList(half, run.size())));
      return vectors;
    }
  }

  private synchronized void allowAtMost(int tokens, int tried, OrtException reason) {
    if (tokens < limits.maxTokens()) {
      limits = limits.withMaxTokens(tokens);
      LOG.warn(
          "Memory does not suffice for a run of {} tokens; from now on runs have at most {}."
              + " arena.batch.tokens={} begins with that. ONNX Runtime says: {}",
          tried,
          tokens,
          tokens,
          String.valueOf(reason.getMessage()).strip());
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
