package dev.arena.lab.load;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.arena.servers.LocalService;
import dev.arena.servers.MetricsPage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** A scorer in its own process, and what can be observed of it from this process. */
public final class WatchedScorer implements AutoCloseable {
  private final LocalService scorer;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Optional<JmxClient> jvm;

  /**
   * Attaches to a scorer.
   *
   * @param scorer a scorer that serves its metrics
   */
  public WatchedScorer(LocalService scorer) {
    this.scorer = scorer;
    this.address = scorer.http().orElseThrow();
    this.jvm = JmxClient.attach(scorer.process().pid());
  }

  /** Returns the process. */
  public LocalService scorer() {
    return scorer;
  }

  /**
   * Returns how many bytes of its heap are in use after a full collection; null if its JVM cannot
   * be monitored.
   */
  public @Nullable Long heapInUse() {
    return jvm.map(JmxClient::heapInUse).orElse(null);
  }

  /**
   * Returns the current metrics of its process. Causes a full garbage collection in its JVM.
   *
   * @return only the metrics that the system and the JVM report
   */
  public Map<Metric, Long> metrics() {
    Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
    long pid = scorer.process().pid();
    // before the JVM's metrics, which include a full collection
    putIfReported(metrics, Metric.RESIDENT, Processes.residentBytes(pid));
    putIfReported(metrics, Metric.HANDLES, Processes.handles(pid));
    jvm.map(JmxClient::metrics).ifPresent(metrics::putAll);
    putIfReported(metrics, Metric.THREADS, Processes.threads(pid));
    jvm.map(JmxClient::monitoringThreads)
        .ifPresent(count -> metrics.computeIfPresent(Metric.THREADS, (key, all) -> all - count));
    metrics.put(Metric.TEMPORARY, Processes.bytesBelow(scorer.files()));
    return metrics;
  }

  private static void putIfReported(
      Map<Metric, Long> metrics, Metric metric, @Nullable Long value) {
    if (value != null) {
      metrics.put(metric, value);
    }
  }

  /**
   * What the scorer has done so far.
   *
   * @param allocated allocated bytes by thread; null if its JVM cannot be monitored
   */
  record Observation(MetricsPage metrics, @Nullable Map<Long, Long> allocated) {
    /**
     * Returns the bytes that the currently live threads have allocated since an earlier
     * observation; null if its JVM cannot be monitored.
     */
    @Nullable Long allocatedSince(Observation earlier) {
      Map<Long, Long> before = earlier.allocated;
      return allocated == null || before == null
          ? null
          : allocated.entrySet().stream()
              .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
              .sum();
    }
  }

  Observation observe() throws InterruptedException {
    return new Observation(
        MetricsPage.fetch(http, address), jvm.map(JmxClient::allocated).orElse(null));
  }

  /**
   * Returns the peak memory of its process so far, in bytes; null if the system does not report it.
   */
  public @Nullable Long peakBytes() {
    return Processes.peakBytes(scorer.process().pid());
  }

  /** Returns the device that the scorer reports. */
  public String device() throws InterruptedException {
    return MetricsPage.fetch(http, address).label("arena_model_info", "device");
  }

  /** Returns the processor time so far, in nanoseconds. */
  public long cpuNanos() {
    return Processes.cpuNanos(scorer.process().pid());
  }

  @Override
  public void close() {
    jvm.ifPresent(JmxClient::close);
  }

  /**
   * The heap, threads and classes of another JVM of this user, as reported by its management beans.
   */
  private static final class JmxClient implements AutoCloseable {
    /**
     * Threads that exist only because the process is monitored; their allocations are not counted.
     */
    private static final String MONITORING_THREADS = "(RMI|JMX|Attach) .*|arena-http-.*";

    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final MemoryMXBean memory;
    private final ClassLoadingMXBean classes;
    private final BufferPoolMXBean directBuffers;

    private JmxClient(JMXConnector connector) throws IOException {
      this.connector = connector;
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      this.threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
      this.memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
      this.classes = ManagementFactory.getPlatformMXBean(beans, ClassLoadingMXBean.class);
      this.directBuffers =
          ManagementFactory.newPlatformMXBeanProxy(
              beans, "java.nio:type=BufferPool,name=direct", BufferPoolMXBean.class);
    }

    /** Attaches to a process; empty if the system or the JVM does not allow it. */
    @SuppressWarnings("BanJNDI") // the JDK returns the address of a JVM of this user
    static Optional<JmxClient> attach(long pid) {
      try {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
        try {
          String address = machine.startLocalManagementAgent();
          return Optional.of(
              new JmxClient(JMXConnectorFactory.connect(new JMXServiceURL(address))));
        } finally {
          machine.detach();
        }
      } catch (IOException | AttachNotSupportedException notAllowed) {
        return Optional.empty();
      }
    }

    /** Returns the heap bytes that each live thread has allocated since its start, by thread id. */
    Map<Long, Long> allocated() {
      long[] ids = threads.getAllThreadIds();
      ThreadInfo[] infos = threads.getThreadInfo(ids);
      long[] bytes = threads.getThreadAllocatedBytes(ids);
      Map<Long, Long> allocated = new HashMap<>();
      for (int i = 0; i < ids.length; i++) {
        if (infos[i] != null && !infos[i].getThreadName().matches(MONITORING_THREADS)) {
          allocated.put(ids[i], bytes[i]);
        }
      }
      return allocated;
    }

    /** Returns how many bytes of the heap are in use after a full collection. */
    long heapInUse() {
      memory.gc();
      return memory.getHeapMemoryUsage().getUsed();
    }

    /**
     * Returns the metrics of the JVM after a full collection. Threads are those of Java, including
     * the monitoring threads.
     */
    Map<Metric, Long> metrics() {
      Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
      metrics.put(Metric.HEAP, heapInUse());
      metrics.put(Metric.HEAP_COMMITTED, memory.getHeapMemoryUsage().getCommitted());
      metrics.put(Metric.NON_HEAP, memory.getNonHeapMemoryUsage().getUsed());
      metrics.put(Metric.DIRECT, directBuffers.getMemoryUsed());
      metrics.put(Metric.CLASSES, (long) classes.getLoadedClassCount());
      metrics.put(Metric.THREADS, (long) threads.getThreadCount());
      return metrics;
    }

    /** Returns the number of threads that exist only because the process is monitored. */
    long monitoringThreads() {
      return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
          .filter(Objects::nonNull)
          .filter(thread -> thread.getThreadName().matches(MONITORING_THREADS))
          .count();
    }

    @Override
    public void close() {
      try {
        connector.close();
      } catch (IOException ended) {
        // the connection ended with the process
      }
    }
  }

  /** A metric of a scorer's process that is measured from outside. */
  public enum Metric {
    /** Resident memory of the process, heap and native memory together. */
    RESIDENT("resident memory"),
    /** Heap in use after a full collection. */
    HEAP("heap after a full collection"),
    /** Threads, including native ones, except those that exist only because of the monitoring. */
    THREADS("threads"),
    /** Open files and sockets. */
    HANDLES("file handles"),
    /** Heap that the JVM has obtained from the system. */
    HEAP_COMMITTED("committed heap"),
    /** Classes and compiled code. */
    NON_HEAP("classes and compiled code"),
    /** Direct buffers of Java code. */
    DIRECT("direct buffers"),
    /** Loaded classes. */
    CLASSES("loaded classes"),
    /** State and temporary files of the scorer. */
    TEMPORARY("state and temporary files");

    private final String text;

    Metric(String text) {
      this.text = text;
    }

    /** Returns the name in a table. */
    public String text() {
      return text;
    }

    /** Whether the metric is a count; the others are in bytes. */
    public boolean isCount() {
      return this == THREADS || this == HANDLES || this == CLASSES;
    }
  }
}
