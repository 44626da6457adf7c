package dev.arena.lab.load;

import dev.arena.servers.LocalScorer;
import dev.arena.servers.MetricsPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scorer in a process of its own, and what can be seen of it from here. */
public final class WatchedScorer implements AutoCloseable {
  private final LocalScorer scorer;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Optional<JmxClient> jvm;

  /**
   * @param scorer serves its metrics
   */
  public WatchedScorer(LocalScorer scorer) {
    this.scorer = scorer;
    this.address = scorer.http().orElseThrow();
    this.jvm = JmxClient.attach(scorer.pid());
  }

  /** The process. */
  public LocalScorer scorer() {
    return scorer;
  }

  /** Bytes of its heap in use after a full collection; null where its JVM cannot be asked. */
  public @Nullable Long heapInUse() {
    return jvm.map(JmxClient::heapInUse).orElse(null);
  }

  /**
   * What can be seen of its process now. Makes its JVM collect all garbage.
   *
   * @return only what system and JVM tell
   */
  public Map<ProcessMetric, Long> vitals() {
    Map<ProcessMetric, Long> vitals = new EnumMap<>(ProcessMetric.class);
    Processes.residentBytes(scorer.pid())
        .ifPresent(bytes -> vitals.put(ProcessMetric.RESIDENT, bytes));
    Processes.handles(scorer.pid()).ifPresent(count -> vitals.put(ProcessMetric.HANDLES, count));
    jvm.map(JmxClient::vitals).ifPresent(vitals::putAll);
    Processes.threads(scorer.pid()).ifPresent(count -> vitals.put(ProcessMetric.THREADS, count));
    jvm.map(JmxClient::observers)
        .ifPresent(
            count -> vitals.computeIfPresent(ProcessMetric.THREADS, (key, all) -> all - count));
    vitals.put(ProcessMetric.TEMPORARY, Processes.bytesBelow(scorer.files()));
    return vitals;
  }

  /**
   * What it has done until a moment.
   *
   * @param allocated by thread; null where its JVM cannot be asked
   */
  record Observation(MetricsPage metrics, @Nullable Map<Long, Long> allocated) {}

  Observation observe() throws InterruptedException {
    return new Observation(
        MetricsPage.fetch(http, address), jvm.map(JmxClient::allocated).orElse(null));
  }

  /** On what it says that it runs. */
  public String device() throws InterruptedException {
    return MetricsPage.fetch(http, address).label("arena_model_info", "device");
  }

  /** Processor time so far, in nanoseconds. */
  public long cpuNanos() {
    return Processes.cpuNanos(scorer.pid());
  }

  @Override
  public void close() {
    jvm.ifPresent(JmxClient::close);
  }
}
