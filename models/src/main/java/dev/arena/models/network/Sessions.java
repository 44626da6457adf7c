package dev.arena.models.network;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime sessions, which are opened and run without spinning and with all graph
 * optimisations.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** Threads in ONNX Runtime hold the read lock; the ending process takes the write lock. */
  private static final ReentrantReadWriteLock IN_USE = new ReentrantReadWriteLock();

  private Sessions() {}

  /**
   * Waits up to ten seconds for all threads to leave ONNX Runtime, and then lets none back in. Call
   * this before the JVM shuts down: ONNX Runtime releases its environment in a shutdown hook, and a
   * thread that is still in it would crash (https://github.com/microsoft/onnxruntime/issues/31352).
   */
  public static void stop() {
    try {
      if (!IN_USE.writeLock().tryLock(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("An ONNX Runtime run has not ended after {}", STOP_TIMEOUT);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a session. */
  static OrtSession.Result run(
      OrtSession session,
      Map<String, ? extends OnnxTensorLike> inputs,
      Map<String, ? extends OnnxValue> outputs)
      throws OrtException {
    IN_USE.readLock().lock();
    try {
      return session.run(inputs, Set.of(), outputs);
    } finally {
      IN_USE.readLock().unlock();
    }
  }

  private static OrtSession open(Path graph, OrtSession.SessionOptions options)
      throws OrtException {
    IN_USE.readLock().lock();
    try {
      return environment().createSession(graph.toString(), options);
    } finally {
      IN_USE.readLock().unlock();
    }
  }

  /** Whether this ONNX Runtime was built with CUDA, regardless of the machine's GPUs. */
  public static boolean knowsCuda() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /** The version of ONNX Runtime. */
  public static String version() {
    return environment().getVersion();
  }

  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment();
  }

  /**
   * Opens a graph on the CPU; each run uses the thread of its caller.
   *
   * @throws OrtException if ONNX Runtime cannot open it
   */
  public static OrtSession onCpu(Path graph) throws OrtException {
    try (OrtSession.SessionOptions options = options()) {
      options.setIntraOpNumThreads(1);
      return open(graph, options);
    }
  }

  /**
   * Opens a graph on an NVIDIA GPU.
   *
   * @param device its index
   * @throws OrtException if ONNX Runtime cannot use the device or open the graph
   */
  public static OrtSession onGpu(Path graph, int device, GpuProvider provider) throws OrtException {
    try (OrtSession.SessionOptions options = options()) {
      if (provider.tensorRt()) {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device)) {
          for (var option : provider.tensorRtOptions().entrySet()) {
            tensorRt.add(option.getKey(), option.getValue());
          }
          options.addTensorrt(tensorRt);
        }
      }
      try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
        for (var option : provider.cuda().entrySet()) {
          cuda.add(option.getKey(), option.getValue());
        }
        options.addCUDA(cuda);
      }
      return open(graph, options);
    }
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setMemoryPatternOptimization(false);
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
