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

/** Heap, threads and classes of another JVM of this user, seen through its management beans. */
final class JmxClient implements AutoCloseable {
  /** Threads that are there because somebody looks; what they allocate is not the program's. */
  private static final String OBSERVERS = "(RMI|JMX|Attach) .*|arena-http-.*";

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

  /** Attaches to a process; empty where the system or the JVM does not allow it. */
  @SuppressWarnings("BanJNDI") // the address comes from a JVM of this user, by the JDK's own way
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

  /** Bytes that each living thread has allocated on the heap since it began, by its id. */
  Map<Long, Long> allocated() {
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && !infos[i].getThreadName().matches(OBSERVERS)) {
        allocated.put(ids[i], bytes[i]);
      }
    }
    return allocated;
  }

  /** Bytes that threads living now have allocated since an earlier look. */
  static long grown(Map<Long, Long> earlier, Map<Long, Long> now) {
    return now.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L))
        .sum();
  }

  /** Bytes of the heap in use after a full collection. */
  long heapInUse() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * What the JVM says of itself, after a full collection. Threads are Java's own, observers
   * included.
   */
  Map<ProcessMetric, Long> vitals() {
    Map<ProcessMetric, Long> vitals = new EnumMap<>(ProcessMetric.class);
    vitals.put(ProcessMetric.HEAP, heapInUse());
    vitals.put(ProcessMetric.HEAP_COMMITTED, memory.getHeapMemoryUsage().getCommitted());
    vitals.put(ProcessMetric.NON_HEAP, memory.getNonHeapMemoryUsage().getUsed());
    vitals.put(ProcessMetric.DIRECT, directBuffers.getMemoryUsed());
    vitals.put(ProcessMetric.CLASSES, (long) classes.getLoadedClassCount());
    vitals.put(ProcessMetric.THREADS, (long) threads.getThreadCount());
    return vitals;
  }

  /** How many of its threads are there because somebody looks. */
  long observers() {
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(thread -> thread.getThreadName().matches(OBSERVERS))
        .count();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException gone) {
      // the process has ended, and the connection with it
    }
  }
}
