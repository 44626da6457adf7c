package dev.arena.streamer.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.ScoringReason;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.operations.KafkaCollector;
import dev.arena.kafka.operations.Meters;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.batch.BatchObserver.ClosedBy;
import dev.arena.schemas.testing.Eventually;
import dev.arena.statistics.drift.PopulationStability;
import dev.arena.streamer.config.ScorerService;
import dev.arena.streamer.drift.DriftMetrics;
import dev.arena.streamer.drift.DriftReport;
import dev.arena.streamer.health.ScorerChecks;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScorerMetricsTest {
  private static final Score SCORE =
      new Score(new Probabilities(0.5, 0.25, 0.25), 12, true, "tiny@1");

  private final Meters meters = new Meters(Metric.RESIDENT_MEMORY);
  private final ScorerMetrics metrics = new ScorerMetrics(meters);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void everyDeclaredMetricIsShownUnderItsName() throws IOException {
    metrics.scored(SCORE, Duration.ofMillis(3).toNanos());
    metrics.unanswered(new UnscorablePairException("no turns"));
    metrics.unanswered(new IllegalStateException("closed"));
    metrics.waited(Duration.ofMillis(2).toNanos());
    metrics.tokenized(200_000);
    metrics.inferred(Duration.ofMillis(40).toNanos());
    metrics.batch(List.of(SCORE, SCORE, SCORE));
    metrics.age(-5);
    metrics.age(2_000);
    metrics.model(() -> ModelInfo.standIn("tiny@1", "CPU"));
    meters.gauge(Metric.PAIRS_QUEUED, () -> 1);
    meters.gauge(Metric.PAIRS_IN_FLIGHT, () -> 2);
    Health health = new Health(Clock.systemUTC(), ScorerService.TEXT, ScorerChecks.ALL);
    health.watch(ScorerChecks.DEVICE, () -> CheckResult.up("answers", Instant.EPOCH));
    meters.health(health, Metric.READY, Metric.CHECK_UP);
    meters.deadLetters(
        new DeadLetterLog(System::nanoTime), ScoringReason.all(), Metric.DEAD_LETTERS);
    meters.counter(Metric.BUNDLE_LOADS, () -> 2, "swapped");
    meters.gauge(Metric.RUN_TOKEN_BUDGET, () -> 64);
    meters.counter(Metric.PAIRS_MISSED, () -> 4);
    meters.time(Metric.BLOCKED_SECONDS, () -> Duration.ofMillis(1_500).toNanos());
    metrics.taken(ClosedBy.WEIGHT);
    metrics.taken(ClosedBy.FLUSH);
    metrics.taken(ClosedBy.FLUSH);
    metrics.retried();
    metrics.ran(6, 30, 4, Duration.ofSeconds(2).toNanos());
    metrics.headRan(Duration.ofSeconds(3).toNanos());
    metrics.stage(Stage.COMMIT, () -> Duration.ofMillis(500).toNanos());
    meters.collector(
        new KafkaCollector(ScorerMetricsTest::lagging, Metric.CONSUMER_LAG, Metric.CONSUMER_LEAD));
    DriftReport drift =
        new DriftReport("bundle", 60, List.of(new PopulationStability("turns", 0.25, 0.5, 60)));
    meters.collector(new DriftMetrics(() -> drift));
    meters.collector(new GpuMemory(List.of("echo", "0, 1024, 81559"), Eventually.TIMEOUT));

    String page = page();

    for (Metric metric : Metric.values()) {
      assertThat(page).contains("# HELP " + metric.metricName() + " " + metric.sentence());
    }
    assertThat(page)
        .contains("arena_pairs_total{outcome=\"scored\"} 1.0")
        .contains("arena_pairs_total{outcome=\"unscorable\"} 1.0")
        .contains("arena_pairs_total{outcome=\"failed\"} 1.0")
        .contains("arena_pairs_truncated_total 1.0")
        .contains("arena_dead_letters_total{reason=\"wire_format\"} 0.0")
        .contains("arena_dead_letters_total{reason=\"too_large\"} 0.0")
        .contains("arena_check_up{check=\"device\"} 1.0")
        .contains("arena_check_up{check=\"broker\"} 0.0")
        .contains("arena_tokens_total 12.0")
        .contains("arena_pairs_missed_total 4.0")
        .contains("arena_stream_blocked_seconds_total 1.5")
        .contains("arena_pair_duration_seconds_bucket{le=\"0.005\"} 1")
        .contains("arena_pair_queue_duration_seconds_bucket{le=\"0.001\"} 0")
        .contains("arena_pair_queue_duration_seconds_bucket{le=\"0.0025\"} 1")
        .contains("arena_pair_tokenize_duration_seconds_bucket{le=\"2.5E-4\"} 1")
        .contains("arena_batch_inference_duration_seconds_sum 0.04")
        .contains("arena_batch_pairs_sum 3.0")
        .contains("arena_batch_tokens_bucket{le=\"64.0\"} 1")
        .contains("arena_record_age_seconds_bucket{le=\"0.01\"} 1")
        .contains("arena_record_age_seconds_sum 2.0")
        .contains("arena_batches_total{closed_by=\"length\"} 1.0")
        .contains("arena_batches_total{closed_by=\"drain\"} 2.0")
        .contains("arena_batches_retried_total 1.0")
        .contains("arena_stage_seconds_total{stage=\"queue\"} 0.002")
        .contains("arena_stage_seconds_total{stage=\"run\"} 2.0")
        .contains("arena_stage_seconds_total{stage=\"head\"} 3.0")
        .contains("arena_stage_seconds_total{stage=\"tokenize\"} 2.0E-4")
        .contains("arena_runs_total 1.0")
        .contains("arena_run_tokens_total{kind=\"real\"} 30.0")
        .contains("arena_stage_seconds_total{stage=\"commit\"} 0.5")
        .contains("arena_stage_seconds_total{stage=\"order\"} 0.0")
        .contains("arena_run_tokens_total{kind=\"padding\"} 4.0")
        .contains("arena_run_token_budget 64.0")
        .contains("arena_device_memory_used_bytes{gpu=\"0\"} 1.073741824E9")
        .contains("arena_drift_pairs 60.0")
        .contains("arena_drift_psi{feature=\"turns\"} 0.25")
        .contains("arena_drift_psi_noise{feature=\"turns\"} 0.5")
        .contains("jvm_memory_used_bytes{area=\"heap\"")
        .contains("process_cpu_usage");
  }

  @Test
  void theModelThatIsShownChangesWithTheOneThatScores() throws IOException {
    AtomicReference<ModelInfo> current =
        new AtomicReference<>(new ModelInfo("old@1", "int8", "CPU", null));
    metrics.model(current::get);
    assertThat(page())
        .contains(
            "arena_model_info{device=\"CPU\",model=\"old@1\",name=\"old\",precision=\"int8\",version=\"1\"} 1");

    current.set(new ModelInfo("new@2", "fp16", "GPU cuda:0", null));

    assertThat(page())
        .contains("arena_model_info{device=\"GPU cuda:0\",model=\"new@2\",name=\"new\"")
        .doesNotContain("old@1");
  }

  @Test
  void countingAPairAllocatesNoObject() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    int pairs = 100_000;
    countPairs(pairs);

    long before = threads.getCurrentThreadAllocatedBytes();
    countPairs(pairs);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(pairs);
  }

  private void countPairs(int pairs) {
    for (int i = 0; i < pairs; i++) {
      metrics.waited(i);
      metrics.tokenized(i);
      metrics.scored(SCORE, i);
      metrics.age(i);
    }
  }

  @Test
  void withoutTheToolForGpusTheyAreNotShown() throws IOException {
    meters.collector(new GpuMemory(List.of("no-such-command-here"), Eventually.TIMEOUT));

    assertThat(page())
        .contains("arena_tokens_total")
        .doesNotContain("arena_device_memory_used_bytes{");
  }

  /** Metrics of a consumer that is 12 records behind in one partition. */
  private static Collection<KafkaMetric> lagging() {
    Metrics kafka = new Metrics();
    for (String name : List.of("records-lag", "records-lead")) {
      kafka.addMetric(
          new MetricName(
              name,
              "consumer-fetch-manager-metrics",
              "",
              Map.of("client-id", "x", "topic", "pairs", "partition", "3")),
          (Gauge<Double>) (config, now) -> 12.0);
    }
    return kafka.metrics().values();
  }

  private String page() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(bytes, meters.registry().scrape());
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
