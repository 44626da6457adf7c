package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StalledThreadDetectorTest {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean brokerAnswers = new AtomicBoolean(true);
  private final AtomicBoolean preconditionsHold = new AtomicBoolean(true);
  private final StalledThreadDetector stalledThreads =
      new StalledThreadDetector(LONGEST, brokerAnswers::get, preconditionsHold::get, nanos::get);

  @Test
  void aThreadThatWaitsForABrokerThatIsAwayIsNotStuck() {
    brokerAnswers.set(false);
    assertThat(lookFor(Duration.ofHours(12), 12 * 3600)).isNull();
  }

  @Test
  void aThreadThatStillWaitsAfterTheBrokerIsBackIsStuckAfterAsLongAgain() {
    brokerAnswers.set(false);
    lookFor(Duration.ofHours(1), 3600);
    brokerAnswers.set(true);
    assertThat(lookFor(LONGEST, 4000)).isNull();
    assertThat(lookFor(Duration.ofSeconds(10), 4000)).hasMessageContaining("4000 s");
  }

  @Test
  void aThreadThatWaitsForABrokerThatIsAwayIsNotStuckAlthoughAnotherBrokerAnswers() {
    preconditionsHold.set(false);
    assertThat(lookFor(Duration.ofHours(1), 3600)).isNull();
    preconditionsHold.set(true);
    assertThat(lookFor(LONGEST.plusSeconds(10), 4000)).hasMessageContaining("4000 s");
  }

  @Test
  void aThreadThatAsksAgainIsNotStuck() {
    lookFor(LONGEST, 400);
    assertThat(lookFor(Duration.ofSeconds(10), 0)).isNull();
    assertThat(lookFor(LONGEST, 400)).isNull();
  }

  /** The last result of looking once a second. */
  private @Nullable Throwable lookFor(Duration time, double secondsSincePoll) {
    Throwable last = null;
    for (long second = 0; second < time.toSeconds(); second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      last = stalledThreads.look(List.of(new LastPoll(secondsSincePoll)));
    }
    return last;
  }

  private record LastPoll(double seconds) implements Metric {
    @Override
    public MetricName metricName() {
      return new MetricName("last-poll-seconds-ago", "consumer-metrics", "", Map.of());
    }

    @Override
    public Object metricValue() {
      return seconds;
    }
  }
}
