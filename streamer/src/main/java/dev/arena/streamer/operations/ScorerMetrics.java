package dev.arena.streamer.operations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.arena.kafka.operations.Meters;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.batch.BatchObserver;
import dev.arena.models.batch.BatchObserver.ClosedBy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Collects the metrics that {@link Metric} declares. Safe for use by many threads.
 *
 * <p>Methods that are called for each pair take no locks and allocate no objects.
 */
public final class ScorerMetrics implements ScoringObserver, BatchObserver {
  private final Meters meters;
  private final Map<Stage, LongSupplier> stages = new ConcurrentHashMap<>();

  private final Counter scored;
  private final Counter unscorable;
  private final Counter failed;
  private final Counter truncated;
  private final Counter tokens;
  private final Timer duration;
  private final Timer queue;
  private final Timer tokenize;
  private final Timer inference;
  private final Timer age;
  private final DistributionSummary batchPairs;
  private final DistributionSummary batchTokens;
  private final Counter closedByPairs;
  private final Counter closedByLength;
  private final Counter closedByEmptyQueue;
  private final Counter closedByDrain;
  private final Counter retried;
  private final Counter runs;
  private final Counter realTokens;
  private final Counter padding;
  private final LongAdder runNanos = new LongAdder();
  private final LongAdder headNanos = new LongAdder();

  /**
   * Registers the scorer's own metrics.
   *
   * @param meters those of the process; not closed with these metrics
   */
  public ScorerMetrics(Meters meters) {
    this.meters = meters;
    this.scored = meters.counter(Metric.PAIRS, "scored");
    this.unscorable = meters.counter(Metric.PAIRS, "unscorable");
    this.failed = meters.counter(Metric.PAIRS, "failed");
    this.truncated = meters.counter(Metric.PAIRS_TRUNCATED);
    this.tokens = meters.counter(Metric.TOKENS);
    this.duration = meters.timer(Metric.PAIR_DURATION);
    this.queue = meters.timer(Metric.QUEUE_DURATION);
    this.tokenize = meters.timer(Metric.TOKENIZE_DURATION);
    this.inference = meters.timer(Metric.INFERENCE_DURATION);
    this.age = meters.timer(Metric.RECORD_AGE);
    this.batchPairs = meters.histogram(Metric.BATCH_PAIRS);
    this.batchTokens = meters.histogram(Metric.BATCH_TOKENS);
    this.closedByPairs = meters.counter(Metric.BATCHES, "pairs");
    this.closedByLength = meters.counter(Metric.BATCHES, "length");
    this.closedByEmptyQueue = meters.counter(Metric.BATCHES, "empty_queue");
    this.closedByDrain = meters.counter(Metric.BATCHES, "drain");
    this.retried = meters.counter(Metric.BATCHES_RETRIED);
    this.runs = meters.counter(Metric.RUNS);
    this.realTokens = meters.counter(Metric.RUN_TOKENS, "real");
    this.padding = meters.counter(Metric.RUN_TOKENS, "padding");
    for (Stage stage : Stage.values()) {
      meters.time(
          Metric.STAGE_SECONDS,
          () -> stages.getOrDefault(stage, () -> 0).getAsLong(),
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

  /** Registers the time of a stage in nanoseconds; the time is 0 until this is called. */
  public void stage(Stage stage, LongSupplier nanos) {
    stages.put(stage, nanos);
  }

  /**
   * Registers the information about the model.
   *
   * @param model called at each scrape, because it may change
   */
  public void model(Supplier<ModelInfo> model) {
    meters.collector(() -> MetricSnapshots.of(snapshot(model.get())));
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
}
