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
import java.util.concurrent.Semaphore;

/**
 * The encoder network, which computes a vector for each sequence.
 *
 * <p>It has several instances. On a CPU they share one session, and each runs one unpadded sequence
 * at a time in its caller's thread: int8 results with per-tensor scales would otherwise depend on
 * the rest of the batch, and larger batches are slower there anyway. On GPUs each device has two
 * instances that run padded batches. Thread-safe; must not be used once closed.
 */
public final class EncoderNetwork implements AutoCloseable {
  private static final int WARM_UP_LENGTHS = 4;

  /** While one instance computes, the other copies its input and result. */
  private static final int LANES_OF_GPU = 2;

  private final List<OrtSession> sessions;
  private final List<EncoderInstance> instances;
  private final InstancePool free;
  private final OutOfMemoryBackoff runs;

  private EncoderNetwork(
      List<OrtSession> sessions, List<EncoderInstance> instances, BatchLimits limits) {
    this.sessions = sessions;
    this.instances = instances;
    this.free = new InstancePool(instances);
    this.runs = new OutOfMemoryBackoff(limits, System::nanoTime);
  }

  /**
   * Opens the graph on the CPU.
   *
   * @param hidden length of a vector
   * @param threads how many sequences run at the same time
   * @throws dev.arena.schemas.failure.UserException if the graph has unexpected inputs or outputs
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
   * Opens the graph on one or more NVIDIA GPUs.
   *
   * @param hidden length of a vector
   * @param devices indices of the GPUs
   * @param provider ONNX Runtime's execution provider
   * @param limits the limits of one run
   * @throws dev.arena.schemas.failure.UserException if the graph has unexpected inputs or outputs
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
      List<OrtSession> sessions,
      Path graph,
      BatchLimits limits,
      int hidden,
      int instancesPerSession)
      throws OrtException {
    try {
      List<EncoderInstance> instances = new ArrayList<>();
      for (OrtSession session : sessions) {
        EncoderInstance.check(session, graph.toString(), hidden);
        for (int i = 0; i < instancesPerSession; i++) {
          instances.add(new EncoderInstance(session, hidden));
        }
      }
      boolean masked = sessions.stream().allMatch(EncoderInstance::masked);
      return new EncoderNetwork(sessions, instances, masked ? limits : BatchLimits.oneByOne());
    } catch (OrtException | RuntimeException e) {
      closeAll(sessions);
      throw e;
    }
  }

  /** The number of concurrent runs. */
  public int instances() {
    return instances.size();
  }

  /**
   * An observer that receives each run of an encoder when it ends. It is called by the threads that
   * run the encoder.
   */
  @FunctionalInterface
  public interface RunObserver {
    /**
     * A run succeeded.
     *
     * @param tokens tokens in its sequences, without padding
     * @param padding tokens added so that its sequences are equally long
     */
    void ran(int sequences, long tokens, long padding, long nanos);
  }

  /** Reports each run to an observer, which replaces the previous one. */
  public void observe(RunObserver by) {
    runs.observe(by);
  }

  /**
   * The current maximum number of tokens in one run, including padding; 0 if each sequence runs
   * alone.
   */
  public int tokenBudget() {
    int tokens = runs.limits().maxTokens();
    return tokens == Integer.MAX_VALUE ? 0 : tokens;
  }

  /**
   * Warms up all instances with batches of several lengths, so that devices choose their kernels
   * and allocate memory before the first pair. If a run does not fit in a device's memory, the
   * token limit is lowered now.
   *
   * <p>Must be called by one thread, before the first {@link #encode}.
   *
   * @param longest the longest sequence, whose first tokens make up the shorter ones
   * @param workers performs the runs
   */
  public void warmUp(Sequence longest, Workers workers) throws OrtException {
    workers.run(instances.size(), instances.size(), index -> warmUp(instances.get(index), longest));
  }

  private void warmUp(EncoderInstance instance, Sequence longest) throws OrtException {
    for (int step = 1; step <= WARM_UP_LENGTHS; step++) {
      int length = Math.max(1, longest.length() * step / WARM_UP_LENGTHS);
      Sequence sequence =
          new Sequence(
              Arrays.copyOf(longest.ids(), length), Math.min(length, longest.secondSegment()));
      runs.run(instance.session(), instance::run, List.of(sequence));
      BatchLimits limits = runs.limits();
      int count = limits.sequences(limits.padded(length));
      runs.run(instance.session(), instance::run, Collections.nCopies(count, sequence));
    }
  }

  /**
   * Computes a vector for each sequence; equal sequences run once.
   *
   * @param workers performs the runs
   */
  public List<float[]> encode(List<Sequence> sequences, Workers workers) throws OrtException {
    BatchPlan plan = BatchPlan.of(sequences, runs.limits());
    float[][] vectors = new float[plan.distinct().size()][];
    workers.run(
        plan.runs().size(),
        instances.size(),
        index -> {
          List<Integer> run = plan.runs().get(index);
          List<float[]> results = onFreeInstance(run.stream().map(plan.distinct()::get).toList());
          for (int i = 0; i < run.size(); i++) {
            vectors[run.get(i)] = results.get(i);
          }
        });
    return plan.positions().stream().map(position -> vectors[position]).toList();
  }

  private List<float[]> onFreeInstance(List<Sequence> run) throws OrtException {
    EncoderInstance instance = free.take();
    try {
      return runs.run(instance.session(), instance::run, run);
    } finally {
      free.giveBack(instance);
    }
  }

  @Override
  public void close() {
    instances.forEach(EncoderInstance::close);
    closeAll(sessions);
  }

  private static void closeAll(List<OrtSession> sessions) {
    for (OrtSession session : sessions) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("an ONNX Runtime session cannot be closed", e);
      }
    }
  }

  /**
   * The free instances. To spread runs over devices, the next run gets an instance of the session
   * with the most free instances. Thread-safe.
   */
  static final class InstancePool {
    /** Also the lock. */
    private final List<EncoderInstance> free;

    private final Semaphore available;

    InstancePool(List<EncoderInstance> instances) {
      free = new ArrayList<>(instances);
      available = new Semaphore(instances.size());
    }

    /** Waits for a free instance and takes it out. An interrupt does not end the wait. */
    EncoderInstance take() {
      available.acquireUninterruptibly();
      synchronized (free) {
        EncoderInstance best = free.get(0);
        long most = freeOf(best.session());
        for (EncoderInstance instance : free) {
          long others = freeOf(instance.session());
          if (others > most) {
            best = instance;
            most = others;
          }
        }
        free.remove(best);
        return best;
      }
    }

    void giveBack(EncoderInstance instance) {
      synchronized (free) {
        free.add(instance);
      }
      available.release();
    }

    private long freeOf(OrtSession session) {
      return free.stream().filter(instance -> instance.session() == session).count();
    }
  }
}
