package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner that keeps encoder runs within a token budget, which shrinks when a device runs out of
 * memory. Thread-safe.
 *
 * <p>Runs on one device share its memory, so a run that runs out of memory is first retried alone
 * on that device. If it fails again, it is split into halves, down to single sequences, and the
 * budget is lowered.
 */
final class OutOfMemoryBackoff {
  private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryBackoff.class);

  /** One lock per device: concurrent runs hold the read lock, and a lone run the write lock. */
  private final Map<Object, ReadWriteLock> devices = new ConcurrentHashMap<>();

  private final LongSupplier nanoClock;
  private final Object budgetLock = new Object();

  /** Written under {@code budgetLock}; the token limit only decreases. */
  private volatile BatchLimits limits;

  private volatile EncoderNetwork.RunObserver observer = (sequences, tokens, padding, nanos) -> {};

  /**
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  OutOfMemoryBackoff(BatchLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /** A function that pads sequences to the given length and computes a vector for each. */
  @FunctionalInterface
  interface Encoding {
    List<float[]> run(List<Sequence> sequences, int length) throws OrtException;
  }

  /** The current limits of a run. */
  BatchLimits limits() {
    return limits;
  }

  /** Reports each run that succeeds to an observer, which replaces the previous one. */
  void observe(EncoderNetwork.RunObserver by) {
    observer = by;
  }

  /**
   * Computes a vector for each sequence.
   *
   * @param device the device whose memory is used; runs with equal devices share it
   * @param encoding runs the encoder on that device
   * @throws OrtException if even a single sequence does not fit, or if anything else fails
   */
  List<float[]> run(Object device, Encoding encoding, List<Sequence> sequences)
      throws OrtException {
    ReadWriteLock memory = devices.computeIfAbsent(device, any -> new ReentrantReadWriteLock());
    memory.readLock().lock();
    try {
      return observed(encoding, sequences, paddedLength(sequences));
    } catch (OrtException e) {
      if (!MemoryShortage.explains(e)) {
        throw e;
      }
    } finally {
      memory.readLock().unlock();
    }
    // the read lock is released first: otherwise two failed runs would deadlock
    memory.writeLock().lock();
    try {
      return alone(encoding, sequences);
    } finally {
      memory.writeLock().unlock();
    }
  }

  private List<float[]> alone(Encoding encoding, List<Sequence> sequences) throws OrtException {
    int count = sequences.size();
    int length = paddedLength(sequences);
    try {
      return observed(encoding, sequences, length);
    } catch (OrtException e) {
      if (count == 1 || !MemoryShortage.explains(e)) {
        throw e;
      }
      int half = count / 2;
      allowAtMost(half * length, count * length, e);
      List<float[]> vectors = new ArrayList<>(alone(encoding, sequences.subList(0, half)));
      vectors.addAll(alone(encoding, sequences.subList(half, count)));
      return vectors;
    }
  }

  private int paddedLength(List<Sequence> sequences) {
    return limits.padded(sequences.stream().mapToInt(Sequence::length).max().orElse(0));
  }

  private List<float[]> observed(Encoding encoding, List<Sequence> sequences, int length)
      throws OrtException {
    long tokens = sequences.stream().mapToLong(Sequence::length).sum();
    long start = nanoClock.getAsLong();
    List<float[]> vectors = encoding.run(sequences, length);
    observer.ran(
        sequences.size(),
        tokens,
        (long) sequences.size() * length - tokens,
        nanoClock.getAsLong() - start);
    return vectors;
  }

  private void allowAtMost(int tokens, int tried, OrtException reason) {
    synchronized (budgetLock) {
      if (tokens >= limits.maxTokens()) {
        return;
      }
      limits = limits.withMaxTokens(tokens);
    }
    LOG.warn(
        "There is too little memory for a run of {} tokens; from now on, runs have at most {}."
            + " To start with that limit, set arena.batch.tokens={}. ONNX Runtime says: {}",
        tried,
        tokens,
        tokens,
        String.valueOf(reason.getMessage()).strip());
  }

  /**
   * A test that recognises out-of-memory errors by their message: ONNX Runtime has no error code
   * for them and reports them like any other node failure.
   */
  static final class MemoryShortage {
    /** Messages of ONNX Runtime's arena, C++, CUDA, and CUDA's libraries. */
    private static final List<String> WORDS =
        List.of(
            "failed to allocate memory",
            "is smaller than requested bytes",
            "bad_alloc",
            "bad allocation",
            "out of memory",
            "cudaerrormemoryallocation",
            "cublas_status_alloc_failed",
            "cudnn_status_alloc_failed");

    private MemoryShortage() {}

    static boolean explains(OrtException failure) {
      String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
      return WORDS.stream().anyMatch(message::contains);
    }
  }
}
