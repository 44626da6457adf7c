package dev.arena.streamer.operations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.batch.BatchObserver;
import dev.arena.models.batch.BatchObserver.ClosedBy;
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
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * Collects the metrics that {@link Metric} declares. Safe for use by many threads.
 *
 * <p>Methods that are called for each pair take no locks and allocate no objects.
 */
public final class ScorerMetrics implements ScoringObserver, BatchObserver, AutoCloseable {
  private static final double NANOS = 1e9;

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final Map<Stage, LongSupplier> stages = new ConcurrentHashMap<>();
  private final JvmMeters jvm = new JvmMeters(registry);

  private final Counter scored = counter(Metric.PAIRS, "scored");
  private final Counter unscorable = counter(Metric.PAIRS, "unscorable");
  private final Counter failed = counter(Metric.PAIRS, "failed");
  private final Counter truncated = counter(Metric.PAIRS_TRUNCATED);
  private final Counter tokens = counter(Metric.TOKENS);
  private final Timer duration = timer(Metric.PAIR_DURATION);
  private final Timer queue = timer(Metric.QUEUE_DURATION);
  private final Timer tokenize = timer(Metric.TOKENIZE_DURATION);
  private final Timer inference = timer(Metric.INFERENCE_DURATION);
  private final Timer age = timer(Metric.RECORD_AGE);
  private final DistributionSummary batchPairs = histogram(Metric.BATCH_PAIRS);
  private final DistributionSummary batchTokens = histogram(Metric.BATCH_TOKENS);
  private final Counter closedByPairs = counter(Metric.BATCHES, "pairs");
  private final Counter closedByLength = counter(Metric.BATCHES, "length");
  private final Counter closedByEmptyQueue = counter(Metric.BATCHES, "empty_queue");
  private final Counter closedByDrain = counter(Metric.BATCHES, "drain");
  private final Counter retried = counter(Metric.BATCHES_RETRIED);
  private final Counter runs = counter(Metric.RUNS);
  private final Counter realTokens = counter(Metric.RUN_TOKENS, "real");
  private final Counter padding = counter(Metric.RUN_TOKENS, "padding");
  private final LongAdder runNanos = new LongAdder();
  private final LongAdder headNanos = new LongAdder();

  /** Registers the scorer's own metrics and those of the JVM. */
  public ScorerMetrics() {
    for (Stage stage : Stage.values()) {
      counter(
          Metric.STAGE_SECONDS,
          () -> stages.getOrDefault(stage, () -> 0).getAsLong() / NANOS,
          stage.text());
    }
    stage(Stage.QUEUE, () -> (long) queue.totalTime(NANOSECONDS));
    stage(Stage.TOKENIZE, () -> (long) tokenize.totalTime(NANOSECONDS));
    stage(Stage.RUN, runNanos::sum);
    stage(Stage.HEAD, headNanos::sum);
  }

  /** The model answered a pair. */
  public void scored(Score score, long nanos) {
    scored.increment();
    tokens.increment(score.tokens());
    duration.record(nanos, NANOSECONDS);
    if (score.truncated()) {
      truncated.increment();
    }
  }

  /** The model had no answer for a pair. */
  public void unanswered(Throwable reason) {
    (reason instanceof UnscorablePairException ? unscorable : failed).increment();
  }

  @Override
  public void waited(long nanos) {
    queue.record(nanos, NANOSECONDS);
  }

  @Override
  public void taken(ClosedBy reason) {
    Counter closed =
        switch (reason) {
          case ITEMS -> closedByPairs;
          case WEIGHT -> closedByLength;
          case EMPTY_QUEUE -> closedByEmptyQueue;
          case FLUSH -> closedByDrain;
        };
    closed.increment();
  }

  @Override
  public void retried() {
    retried.increment();
  }

  /** The model answered a batch. */
  public void batch(List<Score> scores) {
    long sum = 0;
    for (Score score : scores) {
      sum += score.tokens();
    }
    batchPairs.record(scores.size());
    batchTokens.record(sum);
  }

  /** A preference is about to be written. Clocks may differ, so the age can be negative. */
  public void age(long millis) {
    age.record(Math.max(0, millis), MILLISECONDS);
  }

  @Override
  public void tokenized(long nanos) {
    tokenize.record(nanos, NANOSECONDS);
  }

  @Override
  public void inferred(long nanos) {
    inference.record(nanos, NANOSECONDS);
  }

  @Override
  public void ran(int sequences, long tokens, long padded, long nanos) {
    runs.increment();
    realTokens.increment(tokens);
    padding.increment(padded);
    runNanos.add(nanos);
  }

  @Override
  public void headRan(long nanos) {
    headNanos.add(nanos);
  }

  /**
   * Registers a gauge with an external value.
   *
   * @param label the value of the metric's label, if it has one
   */
  public void gauge(Metric metric, DoubleSupplier value, String... label) {
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
  public void counter(Metric metric, DoubleSupplier value, String... label) {
    FunctionCounter.builder(metric.metricName(), this, self -> value.getAsDouble())
        .description(metric.sentence())
        .tags(tags(metric, label))
        .register(registry);
  }

  /** Registers a counter of seconds whose external value is in nanoseconds. */
  public void time(Metric metric, LongSupplier nanos) {
    counter(metric, () -> nanos.getAsLong() / NANOS);
  }

  /** Registers the time of a stage in nanoseconds; the time is 0 until this is called. */
  public void stage(Stage stage, LongSupplier nanos) {
    stages.put(stage, nanos);
  }

  /** Registers a collector, which is called at each scrape. */
  public void collector(MultiCollector collector) {
    prometheus.register(collector);
  }

  /**
   * Registers the information about the model.
   *
   * @param model called at each scrape, because it may change
   */
  public void model(Supplier<ModelInfo> model) {
    prometheus.register(() -> snapshot(model.get()));
  }

  /** Prometheus's library adds {@code _info} to the name. */
  private static MetricSnapshot snapshot(ModelInfo model) {
    Labels labels =
        Labels.of(
            Metric.MODEL.labels().toArray(String[]::new),
            new String[] {
              model.model(), model.name(), model.version(), model.precision(), model.device()
            });
    return InfoSnapshot.builder()
        .name(Metric.MODEL.metricName().replaceFirst("_info$", ""))
        .help(Metric.MODEL.sentence())
        .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }

  /** Stops listening to the JVM, and closes the registry. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }

  /** The registry with all metrics. */
  PrometheusRegistry registry() {
    return prometheus;
  }

  private Counter counter(Metric metric, String... label) {
    return Counter.builder(metric.metricName())
        .description(metric.sentence())
        .tags(tags(metric, label))
        .register(registry);
  }

  private static Tags tags(Metric metric, String... label) {
    return label.length == 0 ? Tags.empty() : Tags.of(metric.labels().get(0), label[0]);
  }

  /** Micrometer's bucket bounds are whole numbers; a timer's are in nanoseconds. */
  private Timer timer(Metric metric) {
    return Timer.builder(metric.metricName())
        .description(metric.sentence())
        .serviceLevelObjectives(
            DoubleStream.of(metric.bounds())
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  private DistributionSummary histogram(Metric metric) {
    return DistributionSummary.builder(metric.metricName())
        .description(metric.sentence())
        .serviceLevelObjectives(metric.bounds())
        .register(registry);
  }

  /** Micrometer's metrics of the JVM and its process, and the process's resident memory. */
  private static final class JvmMeters implements AutoCloseable {
    /** Linux only; its second number counts pages, of 4 KB on the processors that Arena uses. */
    private static final Path STATM = Path.of("/proc/self/statm");

    private static final long PAGE_BYTES = 4096;

    private final JvmGcMetrics collections = new JvmGcMetrics();

    JvmMeters(MeterRegistry registry) {
      new ClassLoaderMetrics().bindTo(registry);
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new FileDescriptorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      collections.bindTo(registry);
      if (Files.isReadable(STATM)) {
        Gauge.builder(Metric.RESIDENT_MEMORY.metricName(), JvmMeters::residentBytes)
            .description(Metric.RESIDENT_MEMORY.sentence())
            .register(registry);
      }
    }

    /** Stops listening to the JVM's garbage collectors. */
    @Override
    public void close() {
      collections.close();
    }

    private static double residentBytes() {
      try {
        return PAGE_BYTES * Double.parseDouble(Files.readString(STATM).split(" ", 3)[1]);
      } catch (IOException gone) {
        return Double.NaN;
      }
    }
  }
}
