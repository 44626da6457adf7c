package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.config.TestService;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private final Meters meters = new Meters(TestMetric.RESIDENT_MEMORY);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void meteredValuesAreShownWithNameHelpAndLabel() throws IOException {
    meters.counter(TestMetric.RECORDS, "good").increment(3);
    meters.time(TestMetric.RECORDS, () -> Duration.ofMillis(1500).toNanos(), "waited");
    meters.timer(TestMetric.DURATION).record(Duration.ofMillis(2));

    assertThat(page())
        .contains("# HELP arena_records_total What it says.")
        .contains("arena_records_total{outcome=\"good\"} 3.0")
        .contains("arena_records_total{outcome=\"waited\"} 1.5")
        .contains("arena_record_duration_seconds_bucket{le=\"0.001\"} 0")
        .contains("arena_record_duration_seconds_bucket{le=\"0.0025\"} 1")
        .contains("jvm_memory_used_bytes{area=\"heap\"")
        .contains("process_cpu_usage");
  }

  @Test
  void healthShowsEveryCheckOfTheServiceAndWhetherAllAreUp() throws IOException {
    Check own = new Check("model");
    Health health = new Health(Clock.systemUTC(), TestService.TEXT, List.of(own));
    meters.health(health, TestMetric.READY, TestMetric.CHECK_UP);
    health.watch(own, () -> CheckResult.up("is loaded", Instant.EPOCH));

    assertThat(page())
        .contains("arena_ready 0.0")
        .contains("arena_check_up{check=\"model\"} 1.0")
        .contains("arena_check_up{check=\"broker\"} 0.0");
  }

  @Test
  void aMetricMayHaveSeveralLabels() throws IOException {
    meters.counter(TestMetric.ANSWERS, "/score", "200").increment();
    meters.counter(TestMetric.ANSWERS, "/score", "429").increment();
    meters.counter(TestMetric.ANSWERS, "/score", "200").increment();

    assertThat(page())
        .contains("arena_answers_total{path=\"/score\",status=\"200\"} 2.0")
        .contains("arena_answers_total{path=\"/score\",status=\"429\"} 1.0");
  }

  @Test
  void aServiceWithoutAStreamHasOnlyItsOwnChecks() throws IOException {
    Check server = new Check("server");
    Health health = new Health(Clock.systemUTC(), TestService.TEXT, server, List.of(server));
    meters.health(health, TestMetric.READY, TestMetric.CHECK_UP);
    assertThat(page()).contains("arena_ready 0.0").contains("arena_check_up{check=\"server\"} 0.0");

    health.enter(Health.Phase.READY, "requests are answered");

    assertThat(page()).contains("arena_ready 1.0").contains("arena_check_up{check=\"server\"} 1.0");
    assertThat(page()).doesNotContain("broker");
  }

  @Test
  void deadLettersAreShownForEveryReasonEvenBeforeTheFirst() throws IOException {
    meters.deadLetters(
        new DeadLetterLog(System::nanoTime), List.of(ReadReason.values()), TestMetric.DEAD_LETTERS);

    assertThat(page())
        .contains("arena_dead_letters_total{reason=\"no_value\"} 0.0")
        .contains("arena_dead_letters_total{reason=\"oversized\"} 0.0");
  }

  private String page() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(bytes, meters.registry().scrape());
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
