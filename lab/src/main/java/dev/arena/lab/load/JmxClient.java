package dev.arena.lab.load;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
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

/**
 * The heap, threads and classes of another JVM of this user, as reported by its management beans.
 */
final class JmxClient implements AutoCloseable {
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
    this.threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    this.memory =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    this.classes =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.CLASS_LOADING_MXBEAN_NAME, ClassLoadingMXBean.class);
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
        return Optional.of(new JmxClient(JMXConnectorFactory.connect(new JMXServiceURL(address))));
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

  /** Returns the bytes that the threads that are live now have allocated since an earlier call. */
  static long allocatedBetween(Map<Long, Long> earlier, Map<Long, Long> later) {
    return later.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L))
        .sum();
  }

  /** Returns the bytes of the heap in use after a full collection. */
  long heapInUse() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * Returns the metrics of the JVM after a full collection. Threads are those of Java, including
   * the monitoring threads.
   */
  Map<ProcessMetric, Long> metrics() {
    Map<ProcessMetric, Long> metrics = new EnumMap<>(ProcessMetric.class);
    metrics.put(ProcessMetric.HEAP, heapInUse());
    metrics.put(ProcessMetric.HEAP_COMMITTED, memory.getHeapMemoryUsage().getCommitted());
    metrics.put(ProcessMetric.NON_HEAP, memory.getNonHeapMemoryUsage().getUsed());
    metrics.put(ProcessMetric.DIRECT, directBuffers.getMemoryUsed());
    metrics.put(ProcessMetric.CLASSES, (long) classes.getLoadedClassCount());
    metrics.put(ProcessMetric.THREADS, (long) threads.getThreadCount());
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
