package dev.arena.streamer.operations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.ScoringStatistics;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.batch.BatcherStatistics;
import dev.arena.models.network.RunStatistics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Collects the metrics that {@link Metric} declares. Safe for use by many threads.
 *
 * <p>Methods that are called for each pair take no locks and allocate no objects.
 */
public final class ScorerMetrics implements ScoringObserver, AutoCloseable {
  private static final double NANOS = 1e9;

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final Map<Stage, Supplier<Duration>> stages = new ConcurrentHashMap<>();
  private final JvmMeters jvm = new JvmMeters(registry);

  private final Counter scored = outcome("scored");
  private final Counter unscorable = outcome("unscorable");
  private final Counter failed = outcome("failed");
  private final Counter truncated = counter(Metric.PAIRS_TRUNCATED);
  private final Counter tokens = counter(Metric.TOKENS);
  private final Timer duration = timer(Metric.PAIR_DURATION);
  private final Timer queue = timer(Metric.QUEUE_DURATION);
  private final Timer tokenize = timer(Metric.TOKENIZE_DURATION);
  private final Timer inference = timer(Metric.INFERENCE_DURATION);
  private final Timer age = timer(Metric.RECORD_AGE);
  private final DistributionSummary batchPairs = histogram(Metric.BATCH_PAIRS);
  private final DistributionSummary batchTokens = histogram(Metric.BATCH_TOKENS);

  /** Registers the scorer's own metrics and those of the JVM. */
  public ScorerMetrics() {
    for (Stage stage : Stage.values()) {
      shown(
          Metric.STAGE_SECONDS,
          stage.text(),
          () -> seconds(stages.getOrDefault(stage, () -> Duration.ZERO).get()));
    }
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

  /** A pair was taken into a batch. */
  public void waited(long nanos) {
    queue.record(nanos, NANOSECONDS);
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

  /** Registers a gauge with an external value. */
  public void gauge(Metric metric, DoubleSupplier value) {
    Gauge.builder(metric.metricName(), value::getAsDouble)
        .description(metric.sentence())
        .register(registry);
  }

  /** Registers a counter with an external value. */
  public void counter(Metric metric, DoubleSupplier value) {
    FunctionCounter.builder(metric.metricName(), this, self -> value.getAsDouble())
        .description(metric.sentence())
        .register(registry);
  }

  /** Registers a counter of seconds with an external value. */
  public void time(Metric metric, Supplier<Duration> sum) {
    counter(metric, () -> seconds(sum.get()));
  }

  /** Registers a counter for each value of an enum, which becomes the metric's label. */
  public <E extends Enum<E>> void counters(
      Metric metric, Class<E> values, Function<E, String> text, ToDoubleFunction<E> count) {
    for (E value : values.getEnumConstants()) {
      shown(metric, text.apply(value), () -> count.applyAsDouble(value));
    }
  }

  /** Registers a gauge for each value of an enum, which becomes the metric's label. */
  public <E extends Enum<E>> void gauges(
      Metric metric, Class<E> values, Function<E, String> text, ToDoubleFunction<E> number) {
    for (E value : values.getEnumConstants()) {
      Gauge.builder(metric.metricName(), () -> number.applyAsDouble(value))
          .description(metric.sentence())
          .tag(metric.labels().get(0), text.apply(value))
          .register(registry);
    }
  }

  /** Registers the time of a stage with an external value; the time is 0 until this is called. */
  public void stage(Stage stage, Supplier<Duration> sum) {
    stages.put(stage, sum);
  }

  /** Registers a collector, called at each scrape. */
  public void collector(MultiCollector collector) {
    prometheus.register(collector);
  }

  /**
   * Registers the information about the model.
   *
   * @param model called at each scrape, because it may change
   */
  public void model(Supplier<ModelInfo> model) {
    prometheus.register(() -> Snapshots.model(model.get()));
  }

  /** Registers the counts of new bundles that took over and of those that were refused. */
  public void bundles(DoubleSupplier swapped, DoubleSupplier refused) {
    shown(Metric.BUNDLE_LOADS, "swapped", swapped);
    shown(Metric.BUNDLE_LOADS, "refused", refused);
  }

  /** Registers the statistics of a micro-batcher. */
  public void batcher(Supplier<BatcherStatistics> statistics) {
    shown(Metric.BATCHES, "pairs", () -> statistics.get().closedByItems());
    shown(Metric.BATCHES, "length", () -> statistics.get().closedByWeight());
    shown(Metric.BATCHES, "empty_queue", () -> statistics.get().closedByEmptyQueue());
    shown(Metric.BATCHES, "drain", () -> statistics.get().closedByFlush());
    counter(Metric.BATCHES_RETRIED, () -> statistics.get().retriedBatches());
    stage(Stage.QUEUE, () -> statistics.get().queued());
  }

  /** Registers the statistics of the scoring library. */
  public void scoring(Supplier<ScoringStatistics> statistics) {
    Supplier<RunStatistics> runs = () -> statistics.get().runs();
    stage(Stage.TOKENIZE, () -> statistics.get().tokenize());
    stage(Stage.RUN, () -> runs.get().time());
    stage(Stage.HEAD, () -> statistics.get().head());
    counter(Metric.RUNS, () -> runs.get().runs());
    shown(Metric.RUN_TOKENS, "real", () -> runs.get().tokens());
    shown(Metric.RUN_TOKENS, "padding", () -> runs.get().padding());
    gauge(
        Metric.RUN_TOKEN_BUDGET,
        () -> runs.get().budget() == Integer.MAX_VALUE ? 0 : runs.get().budget());
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

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  private Counter outcome(String outcome) {
    return Counter.builder(Metric.PAIRS.metricName())
        .description(Metric.PAIRS.sentence())
        .tag(Metric.PAIRS.labels().get(0), outcome)
        .register(registry);
  }

  private Counter counter(Metric metric) {
    return Counter.builder(metric.metricName()).description(metric.sentence()).register(registry);
  }

  /** Micrometer's buckets hold whole numbers; a timer's are nanoseconds. */
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

  /** Registers one of several counters, distinguished by the metric's only label. */
  private void shown(Metric metric, String label, DoubleSupplier value) {
    FunctionCounter.builder(metric.metricName(), this, self -> value.getAsDouble())
        .description(metric.sentence())
        .tag(metric.labels().get(0), label)
        .register(registry);
  }

  /** Micrometer's metrics of the JVM and its process, and the process's resident memory. */
  private static final class JvmMeters implements AutoCloseable {
    /** Linux only; its second number is in pages, 4 KB on the processors that Arena runs on. */
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
