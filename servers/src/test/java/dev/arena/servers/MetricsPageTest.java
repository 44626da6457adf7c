package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE =
      """
      # HELP arena_stage_seconds_total Time by stage.
      # TYPE arena_stage_seconds_total counter
      arena_stage_seconds_total{stage="queue"} 1.5
      arena_stage_seconds_total{stage="run"} 2.0E-3
      arena_batches_total{closed_by="pairs"} 3.0
      arena_batches_total{closed_by="empty_queue"} 4.0
      arena_batch_pairs_sum 70.0
      arena_pair_duration_seconds_bucket{le="+Inf"} 9
      jvm_gc_pause_seconds{text="a } b {"} NaN
      """;

  @Test
  void valuesAreFoundByNameAndLabels() {
    MetricsPage page = MetricsPage.of(PAGE);

    assertThat(page.stageSeconds())
        .containsExactly(Map.entry("queue", 1.5), Map.entry("run", 0.002));
    assertThat(page.sum("arena_batches_total")).isEqualTo(7);
    assertThat(page.sum("arena_batch_pairs_sum")).isEqualTo(70);
    assertThat(page.value("arena_batches_total", "closed_by=\"pairs\"")).isEqualTo(3);
  }

  @Test
  void aLabelIsFoundByItsName() {
    MetricsPage page =
        MetricsPage.of("arena_model_info{device=\"CPU, 2 threads\",model=\"tiny@1\"} 1.0");

    assertThat(page.label("arena_model_info", "device")).isEqualTo("CPU, 2 threads");
    assertThat(page.label("arena_model_info", "model")).isEqualTo("tiny@1");
    assertThat(page.label("arena_model_info", "other")).isEmpty();
  }

  @Test
  void aMissingMetricIsZero() {
    assertThat(MetricsPage.of(PAGE).sum("arena_batch")).isZero();
    assertThat(MetricsPage.of("").stageSeconds()).isEmpty();
  }

  @Test
  void theIncreaseIsTheDifferenceFromAnEarlierPage() {
    MetricsPage later =
        MetricsPage.of("arena_batch_pairs_sum 100.0\narena_runs_total{device=\"new\"} 5");

    MetricsPage grown = later.since(MetricsPage.of(PAGE));

    assertThat(grown.sum("arena_batch_pairs_sum")).isEqualTo(30);
    assertThat(grown.sum("arena_runs_total")).isEqualTo(5);
  }
}
