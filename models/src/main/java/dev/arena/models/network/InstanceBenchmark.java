package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import dev.arena.models.encode.Sequence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short benchmark that decides how an encoder's runs share a CPU's processors: one run per
 * processor, or half as many runs with helper threads. Which is faster depends on the network's
 * size, the caches, and whether processors are physical cores.
 */
public final class InstanceBenchmark {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceBenchmark.class);
  private static final int ROUNDS = 5;
  private static final long ENOUGH_NANOS = Duration.ofMillis(600).toNanos();
  private static final int SHORTEST = 64;
  private static final int LONGEST = 256;

  /** Factor by which another way must beat one run per processor, so that noise does not decide. */
  private static final double MARGIN = 1.05;

  private static final double NANOS = 1e9;

  private InstanceBenchmark() {}

  /** An encoder, and how its runs share the processors. */
  public record Opened(EncoderNetwork network, CpuInstances instances) {}

  /**
   * Opens a graph in the fastest way and closes the sessions of slower ways. Each way makes two to
   * six passes over two sequences per core; after the second pass, no round starts once 0.6 s have
   * passed.
   *
   * @param hidden length of a vector
   * @param processors number of processors; with one, nothing is measured
   * @param maxTokens length of the longest sequence
   * @param nanoClock such as {@code System::nanoTime}
   * @throws dev.arena.schemas.failure.UserException if the graph has unexpected inputs or outputs
   * @throws OrtException if ONNX Runtime cannot open the graph
   */
  public static Opened open(
      Path graph, int hidden, int processors, int maxTokens, LongSupplier nanoClock)
      throws OrtException {
    List<Opened> all = new ArrayList<>();
    int kept = -1;
    try {
      for (CpuInstances instances : candidates(processors)) {
        all.add(new Opened(EncoderNetwork.onCpu(graph, hidden, instances), instances));
      }
      kept = all.size() == 1 ? 0 : fastest(all, sample(processors, maxTokens), nanoClock);
      return all.get(kept);
    } finally {
      for (int i = 0; i < all.size(); i++) {
        if (i != kept) {
          all.get(i).network().close();
        }
      }
    }
  }

  /** One run per processor comes first. */
  static List<CpuInstances> candidates(int processors) {
    CpuInstances each = CpuInstances.one(processors);
    return processors == 1
        ? List.of(each)
        : List.of(each, new CpuInstances(processors / 2, processors));
  }

  private static int fastest(List<Opened> all, List<Sequence> sample, LongSupplier nanoClock) {
    try (Workers workers = new Workers(all.get(0).instances().threads())) {
      return fastest(measure(all, sample, workers, nanoClock));
    } catch (OrtException e) {
      return 0; // a network that cannot run fails in later checks, with a better message
    }
  }

  /** The index of the shortest time; 0 unless another is clearly shorter. */
  static int fastest(long[] nanos) {
    int best = 0;
    double limit = nanos[0] / MARGIN;
    for (int i = 1; i < nanos.length; i++) {
      if (nanos[i] < limit) {
        best = i;
        limit = nanos[i];
      }
    }
    return best;
  }

  /** The shortest pass of each way; passes alternate, so that a disturbance affects all ways. */
  private static long[] measure(
      List<Opened> all, List<Sequence> sample, Workers workers, LongSupplier nanoClock)
      throws OrtException {
    long[] shortest = new long[all.size()];
    Arrays.fill(shortest, Long.MAX_VALUE);
    long begun = nanoClock.getAsLong();
    for (int round = 0; round <= ROUNDS; round++) {
      for (int i = 0; i < shortest.length; i++) {
        long start = nanoClock.getAsLong();
        all.get(i).network().encode(sample, workers);
        long time = nanoClock.getAsLong() - start;
        if (round > 0) { // the first pass allocates memory
          shortest[i] = Math.min(shortest[i], time);
        }
      }
      if (round > 0 && nanoClock.getAsLong() - begun > ENOUGH_NANOS) {
        break;
      }
    }
    for (int i = 0; i < shortest.length; i++) {
      LOG.info(
          "Measured {}: {} sequences/s",
          all.get(i).instances(),
          Math.round(sample.size() * NANOS / shortest[i]));
    }
    return shortest;
  }

  /**
   * Sequences of realistic lengths; their content does not affect the time. Equal sequences would
   * run only once, so these differ unless {@code maxTokens} is less than their number.
   */
  private static List<Sequence> sample(int processors, int maxTokens) {
    int count = 2 * processors;
    List<Sequence> sample = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = Math.min(maxTokens, SHORTEST + i * (LONGEST - SHORTEST) / (count - 1));
      sample.add(new Sequence(new int[length], i % (length + 1)));
    }
    return sample;
  }
}
