package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

final class ThreadActivityTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final ThreadActivity activity = new ThreadActivity(MINUTE, nanos::get);

  @Test
  void aThreadThatReadsOneRecordForTooLongIsReportedWithTheRecord() {
    activity.reading("arena.pairs", 18);
    after(MINUTE);
    assertThat(activity.stall()).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(activity.stall())
        .hasValueSatisfying(
            stall -> {
              assertThat(stall.time()).isEqualTo(MINUTE.plusSeconds(1));
              assertThat(stall.reason())
                  .isEqualTo(
                      "%s has made no progress for 61 s (reading a record of arena.pairs with 18 bytes); expected some within 60 s",
                      Thread.currentThread().getName());
            });
  }

  @Test
  void aThreadThatProcessesOneRecordForTooLongIsReportedWithItsOffset() {
    activity.processing("arena.pairs", 3, 17);
    after(MINUTE.plusSeconds(5));
    assertThat(activity.stall())
        .hasValueSatisfying(
            stall -> assertThat(stall.reason()).contains("processing arena.pairs-3@17"));
  }

  @Test
  void aThreadThatGoesFromRecordToRecordMakesProgress() {
    for (int record = 0; record < 100; record++) {
      activity.reading("arena.pairs", 100);
      after(Duration.ofSeconds(50));
      activity.processing("arena.pairs", 0, record);
      after(Duration.ofSeconds(50));
      activity.done();
      assertThat(activity.stall()).isEmpty();
    }
  }

  @Test
  void aThreadThatIsIdleMakesProgressAsLongAsItAsksForRecords() {
    activity.done();
    after(Duration.ofHours(3));
    activity.look(List.of(lastPoll(1)));
    assertThat(activity.stall()).isEmpty();
    after(MINUTE);
    assertThat(activity.stall())
        .hasValueSatisfying(
            stall ->
                assertThat(stall.reason()).contains("(in Kafka's client, between two records)"));
  }

  @Test
  void aThreadThatStoppedAskingWhileOthersAskIsReported() {
    activity.done();
    after(MINUTE);
    activity.look(List.of(lastPoll(75), lastPoll("other-StreamThread-2-consumer", 0)));
    after(Duration.ofSeconds(1));
    assertThat(activity.stall()).isPresent();
  }

  @Test
  void aThreadThatWaitsForTheModelIsJudgedByTheModelsBatches() {
    activity.processing("arena.pairs", 3, 17);
    Runnable resume = activity.waitingForTheModel();
    after(Duration.ofMinutes(3));
    assertThat(activity.stall()).isEmpty();
    resume.run();
    after(MINUTE.plusSeconds(1));
    assertThat(activity.stall())
        .hasValueSatisfying(
            stall -> assertThat(stall.reason()).contains("processing arena.pairs-3@17"));
  }

  @Test
  void fetchesAreThoseOfTheCallingThreadThatBrokersHaveAnswered() {
    assertThat(activity.answeredFetches()).isZero();
    String mine = Thread.currentThread().getName() + "-consumer";
    activity.look(
        List.of(
            new ConsumerMetric(mine, "fetch-total", 17),
            new ConsumerMetric("other-StreamThread-2-consumer", "fetch-total", 18),
            new ConsumerMetric(mine, "fetch-rate", 2)));
    assertThat(activity.answeredFetches()).isEqualTo(17);
    activity.look(List.of());
    assertThat(activity.answeredFetches()).isZero();
  }

  @Test
  void aThreadThatHasEndedIsForgotten() throws Exception {
    Thread thread = new Thread(() -> activity.reading("arena.pairs", 1));
    thread.start();
    thread.join(60_000);
    after(Duration.ofHours(1));
    activity.look(List.of());
    assertThat(activity.stall()).isEmpty();
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static ConsumerMetric lastPoll(double seconds) {
    return lastPoll(Thread.currentThread().getName() + "-consumer", seconds);
  }

  private static ConsumerMetric lastPoll(String client, double seconds) {
    return new ConsumerMetric(client, "last-poll-seconds-ago", seconds);
  }

  private record ConsumerMetric(String client, String name, double value) implements Metric {
    @Override
    public MetricName metricName() {
      return new MetricName(name, "consumer-metrics", "", Map.of("client-id", client));
    }

    @Override
    public Object metricValue() {
      return value;
    }
  }
}
