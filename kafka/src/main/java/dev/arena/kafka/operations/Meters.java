package dev.arena.kafka.operations;

import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.DeadLetterReason;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.Health;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;

/**
 * The meters of a service that {@link MetricDescription}s declare, and those of the JVM. Safe for
 * use by many threads.
 */
public final class Meters implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final JvmMeters jvm = new JvmMeters();

  /**
   * Registers the metrics of the JVM.
   *
   * @param residentMemory describes the resident memory of the process, which Micrometer lacks
   */
  public Meters(MetricDescription residentMemory) {
    jvm.bindTo(registry);
    if (JvmMeters.hasResidentMemory()) {
      gauge(residentMemory, JvmMeters::residentBytes);
    }
  }

  /**
   * Registers a gauge with an external value.
   *
   * @param label the value of the metric's label, if it has one
   */
  public void gauge(MetricDescription metric, DoubleSupplier value, String... label) {
    Gauge.builder(metric.metricName(), value::getAsDouble)
        .description(metric.sentence())
        .tags(tags(metric, label))
        .register(registry);
  }

  /**
   * Registers a counter with an external value.
   *
   * @param label the value of the metric's label, if it has one
   */
  public void counter(MetricDescription metric, DoubleSupplier value, String... label) {
    FunctionCounter.builder(metric.metricName(), this, self -> value.getAsDouble())
        .description(metric.sentence())
        .tags(tags(metric, label))
        .register(registry);
  }

  /** Registers a counter of seconds whose external value is in nanoseconds. */
  public void time(MetricDescription metric, LongSupplier nanos, String... label) {
    counter(metric, () -> nanos.getAsLong() / NANOS, label);
  }

  /**
   * Registers a counter, or returns the registered one.
   *
   * @param label the values of the metric's labels, in their order
   */
  public Counter counter(MetricDescription metric, String... label) {
    return Counter.builder(metric.metricName())
        .description(metric.sentence())
        .tags(tags(metric, label))
        .register(registry);
  }

  /**
   * Registers a histogram of times, whose bounds are in seconds. Micrometer's bounds are whole
   * numbers; a timer's are in nanoseconds.
   */
  public Timer timer(MetricDescription metric) {
    return Timer.builder(metric.metricName())
        .description(metric.sentence())
        .serviceLevelObjectives(
            DoubleStream.of(metric.bounds())
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  /** Registers a histogram of counts. */
  public DistributionSummary histogram(MetricDescription metric) {
    return DistributionSummary.builder(metric.metricName())
        .description(metric.sentence())
        .serviceLevelObjectives(metric.bounds())
        .register(registry);
  }

  /**
   * Registers whether a service is ready, and the result of each of its checks.
   *
   * @param up has the check as its label
   */
  public void health(Health health, MetricDescription ready, MetricDescription up) {
    gauge(ready, () -> health.ready() ? 1 : 0);
    for (Check check : health.checks()) {
      gauge(up, () -> health.result(check).up() ? 1 : 0, check.text());
    }
  }

  /**
   * Registers how many records became dead letters for each reason.
   *
   * @param reasons all that the service has
   * @param count has the reason as its label
   */
  public void deadLetters(
      DeadLetterLog log, List<? extends DeadLetterReason> reasons, MetricDescription count) {
    for (DeadLetterReason reason : reasons) {
      counter(count, () -> log.count(reason), reason.text());
    }
  }

  /** Registers a collector, which is called at each scrape. */
  public void collector(MultiCollector collector) {
    prometheus.register(collector);
  }

  /** Stops listening to the JVM, and closes the registry. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }

  /** The registry with all metrics. */
  public PrometheusRegistry registry() {
    return prometheus;
  }

  private static Tags tags(MetricDescription metric, String... label) {
    Tags tags = Tags.empty();
    for (int i = 0; i < label.length; i++) {
      tags = tags.and(metric.labels().get(i), label[i]);
    }
    return tags;
  }

  /** Micrometer's metrics of the JVM and its process, and the process's resident memory. */
  private static final class JvmMeters implements AutoCloseable {
    /** Linux only; its second number counts pages, of 4 KB on the processors that Arena uses. */
    private static final Path STATM = Path.of("/proc/self/statm");

    private static final long PAGE_BYTES = 4096;

    private final JvmGcMetrics collections = new JvmGcMetrics();

    void bindTo(MeterRegistry registry) {
      new ClassLoaderMetrics().bindTo(registry);
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new FileDescriptorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      collections.bindTo(registry);
    }

    /** Stops listening to the JVM's garbage collectors. */
    @Override
    public void close() {
      collections.close();
    }

    static boolean hasResidentMemory() {
      return Files.isReadable(STATM);
    }

    static double residentBytes() {
      try {
        return PAGE_BYTES * Double.parseDouble(Files.readString(STATM).split(" ", 3)[1]);
      } catch (IOException gone) {
        return Double.NaN;
      }
    }
  }
}
