package dev.arena.streamer.operations;

import dev.arena.models.Score;
import dev.arena.models.ScoringStatistics;
import dev.arena.models.batch.BatcherStatistics;
import dev.arena.models.network.RunStatistics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Collects what {@link Metric} declares. Safe for use by many threads. */
public final class ScorerMetrics {
  private static final double NANOS = 1e9;
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Stage, Supplier<Duration>> stages = new ConcurrentHashMap<>();
  private final Counter scored = counter(Metric.PAIRS_SCORED);
  private final Counter tokens = counter(Metric.TOKENS);
  private final Histogram duration =
      Histogram.builder()
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .name(Metric.PAIR_DURATION.metricName())
          .help(Metric.PAIR_DURATION.sentence())
          .register(registry);

  /** Registers the metrics that need nobody else, and those of the JVM. */
  public ScorerMetrics() {
    JvmMetrics.builder().register(registry);
    CounterWithCallback.builder()
        .name(Metric.STAGE_SECONDS.metricName())
        .help(Metric.STAGE_SECONDS.sentence())
        .labelNames(Metric.STAGE_SECONDS.labels())
        .callback(
            counter -> {
              for (Stage stage : Stage.values()) {
                counter.call(
                    seconds(stages.getOrDefault(stage, () -> Duration.ZERO).get()), stage.text());
              }
            })
        .register(registry);
  }

  /** The model answered a pair. */
  public void scored(Score score, Duration time) {
    scored.inc();
    tokens.inc(score.tokens());
    duration.observe(seconds(time));
  }

  /** Shows a number that somebody else keeps. */
  public void gauge(Metric metric, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(metric.metricName())
        .help(metric.sentence())
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows a count that somebody else keeps. */
  public void counter(Metric metric, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(metric.metricName())
        .help(metric.sentence())
        .callback(counter -> counter.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows a time that somebody else adds up. */
  public void time(Metric metric, Supplier<Duration> sum) {
    counter(metric, () -> seconds(sum.get()));
  }

  /** Shows the time of a stage, which somebody else adds up; 0 until this is called. */
  public void stage(Stage stage, Supplier<Duration> sum) {
    stages.put(stage, sum);
  }

  /** Shows what scores. */
  public void model(String name, String device) {
    GaugeWithCallback.builder()
        .name(Metric.MODEL.metricName())
        .help(Metric.MODEL.sentence())
        .labelNames(Metric.MODEL.labels())
        .callback(gauge -> gauge.call(1, name, device))
        .register(registry);
  }

  /** Shows what a micro-batcher has done. */
  public void batcher(Supplier<BatcherStatistics> statistics) {
    CounterWithCallback.builder()
        .name(Metric.BATCHES.metricName())
        .help(Metric.BATCHES.sentence())
        .labelNames(Metric.BATCHES.labels())
        .callback(
            counter -> {
              BatcherStatistics now = statistics.get();
              counter.call(now.closedByItems(), "pairs");
              counter.call(now.closedByWeight(), "length");
              counter.call(now.closedByEmptyQueue(), "empty_queue");
              counter.call(now.closedByFlush(), "drain");
            })
        .register(registry);
    ofBatcher(Metric.BATCH_PAIRS, statistics, BatcherStatistics::items);
    ofBatcher(Metric.BATCHES_RETRIED, statistics, BatcherStatistics::retriedBatches);
    stage(Stage.QUEUE, () -> statistics.get().queued());
  }

  /** Shows what the model's library has done. */
  public void scoring(Supplier<ScoringStatistics> statistics) {
    stage(Stage.TOKENIZE, () -> statistics.get().tokenize());
    stage(Stage.RUN, () -> statistics.get().runs().time());
    stage(Stage.HEAD, () -> statistics.get().head());
    counter(Metric.RUNS, () -> statistics.get().runs().runs());
    CounterWithCallback.builder()
        .name(Metric.RUN_TOKENS.metricName())
        .help(Metric.RUN_TOKENS.sentence())
        .labelNames(Metric.RUN_TOKENS.labels())
        .callback(
            counter -> {
              RunStatistics now = statistics.get().runs();
              counter.call(now.tokens(), "real");
              counter.call(now.padding(), "padding");
            })
        .register(registry);
    gauge(
        Metric.RUN_TOKEN_BUDGET,
        () -> {
          int budget = statistics.get().runs().budget();
          return budget == Integer.MAX_VALUE ? 0 : budget;
        });
  }

  PrometheusRegistry registry() {
    return registry;
  }

  private void ofBatcher(
      Metric metric,
      Supplier<BatcherStatistics> statistics,
      ToDoubleFunction<BatcherStatistics> value) {
    counter(metric, () -> value.applyAsDouble(statistics.get()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  private Counter counter(Metric metric) {
    return Counter.builder().name(metric.metricName()).help(metric.sentence()).register(registry);
  }
}
