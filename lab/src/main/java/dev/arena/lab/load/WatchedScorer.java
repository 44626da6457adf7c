package dev.arena.lab.load;

import dev.arena.servers.LocalScorer;
import dev.arena.servers.MetricsPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scorer in its own process, and what can be observed of it from this process. */
public final class WatchedScorer implements AutoCloseable {
  private final LocalScorer scorer;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Optional<JmxClient> jvm;

  /**
   * Attaches to a scorer.
   *
   * @param scorer a scorer that serves its metrics
   */
  public WatchedScorer(LocalScorer scorer) {
    this.scorer = scorer;
    this.address = scorer.http().orElseThrow();
    this.jvm = JmxClient.attach(scorer.process().pid());
  }

  /** Returns the process. */
  public LocalScorer scorer() {
    return scorer;
  }

  /**
   * Returns the bytes of its heap in use after a full collection; null if its JVM cannot be
   * monitored.
   */
  public @Nullable Long heapInUse() {
    return jvm.map(JmxClient::heapInUse).orElse(null);
  }

  /**
   * Returns the current metrics of its process. Causes a full garbage collection in its JVM.
   *
   * @return only the metrics that the system and the JVM report
   */
  public Map<ProcessMetric, Long> metrics() {
    Map<ProcessMetric, Long> metrics = new EnumMap<>(ProcessMetric.class);
    Processes.residentBytes(scorer.process().pid())
        .ifPresent(bytes -> metrics.put(ProcessMetric.RESIDENT, bytes));
    Processes.handles(scorer.process().pid())
        .ifPresent(count -> metrics.put(ProcessMetric.HANDLES, count));
    jvm.map(JmxClient::metrics).ifPresent(metrics::putAll);
    Processes.threads(scorer.process().pid())
        .ifPresent(count -> metrics.put(ProcessMetric.THREADS, count));
    jvm.map(JmxClient::monitoringThreads)
        .ifPresent(
            count -> metrics.computeIfPresent(ProcessMetric.THREADS, (key, all) -> all - count));
    metrics.put(ProcessMetric.TEMPORARY, Processes.bytesBelow(scorer.files()));
    return metrics;
  }

  /**
   * What it has done so far.
   *
   * @param allocated allocated bytes by thread; null if its JVM cannot be monitored
   */
  record Observation(MetricsPage metrics, @Nullable Map<Long, Long> allocated) {}

  Observation observe() throws InterruptedException {
    return new Observation(
        MetricsPage.fetch(http, address), jvm.map(JmxClient::allocated).orElse(null));
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
}
