package dev.arena.streamer.operations;

import static dev.arena.streamer.operations.Metric.DEVICE_MEMORY;
import static dev.arena.streamer.operations.Metric.DEVICE_MEMORY_USED;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exports the used and the total memory of the GPUs. Asks {@code nvidia-smi}, which comes with
 * NVIDIA's driver, because ONNX Runtime does not report them. Asks at most once per interval;
 * exports nothing if the command is missing. Safe for use by many threads.
 */
public final class GpuMemory implements MultiCollector {
  private static final List<String> NVIDIA_SMI =
      List.of(
          "nvidia-smi",
          "--query-gpu=index,memory.used,memory.total",
          "--format=csv,noheader,nounits");

  private static final Pattern LINE = Pattern.compile("(?m)^(\\d+), (\\d+), (\\d+)$");
  private static final double MEBIBYTE = 1 << 20;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final List<String> command;
  private final Duration timeout;
  private final Object lock = new Object();
  // guarded by lock
  private MetricSnapshots latest = new MetricSnapshots();
  // guarded by lock
  private long askedAt;
  // guarded by lock
  private boolean asked;

  /**
   * @param timeout how long the command may take
   */
  GpuMemory(List<String> command, Duration timeout) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
  }

  /** The memory of all GPUs that this process sees. */
  public static GpuMemory ofNvidiaSmi() {
    return new GpuMemory(NVIDIA_SMI, TIMEOUT);
  }

  @Override
  public MetricSnapshots collect() {
    synchronized (lock) {
      long now = System.nanoTime();
      if (!asked || now - askedAt >= INTERVAL.toNanos()) {
        latest = snapshots(answer());
        asked = true;
        askedAt = now;
      }
      return latest;
    }
  }

  private static MetricSnapshots snapshots(String answer) {
    Map<Labels, Double> used = new TreeMap<>();
    Map<Labels, Double> total = new TreeMap<>();
    Matcher line = LINE.matcher(answer);
    while (line.find()) {
      Labels gpu = Labels.of(DEVICE_MEMORY.labels().get(0), line.group(1));
      used.put(gpu, MEBIBYTE * Long.parseLong(line.group(2)));
      total.put(gpu, MEBIBYTE * Long.parseLong(line.group(3)));
    }
    return MetricSnapshots.of(DEVICE_MEMORY_USED.gauge(used), DEVICE_MEMORY.gauge(total));
  }

  /** The output of the command; empty if the command is missing or too slow. */
  private String answer() {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException notThere) {
      return "";
    }
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return "";
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException cutShort) {
      return "";
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      process.destroyForcibly();
    }
  }
}
