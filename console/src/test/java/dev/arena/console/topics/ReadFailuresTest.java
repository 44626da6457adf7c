package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the monitor is told of topics that cannot be read, without a cluster. */
final class ReadFailuresTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Map<String, TopicKind> TOPICS =
      Map.of("arena.pairs", TopicKind.PAIRS, "arena.votes", TopicKind.VOTES);

  private final TopicMonitor monitor = new TopicMonitor(version -> {});
  private final ReadPositions positions = new ReadPositions(TOPICS, 10);
  private final ReadFailures failures =
      new ReadFailures(
          TOPICS.keySet(),
          monitor,
          new TopicReader.Times(
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofMillis(1_500),
              () -> NOW,
              () -> 0));

  @BeforeEach
  void add() {
    TOPICS.forEach(monitor::add);
  }

  private TopicStatus status(String topic) {
    return monitor.traffic(topic, NOW).status();
  }

  @Test
  void withoutABrokerNoTopicCanBeReadUntilItAnswers() {
    failures.failed(new UserException("no broker answers"));
    assertThat(failures.isFailing()).isTrue();
    assertThat(status("arena.pairs")).isEqualTo(new TopicStatus.Failed(NOW, "no broker answers"));
    assertThat(status("arena.votes")).isEqualTo(new TopicStatus.Failed(NOW, "no broker answers"));

    failures.recovered();
    failures.report(positions);
    assertThat(failures.isFailing()).isFalse();
    assertThat(status("arena.pairs")).isEqualTo(new TopicStatus.Unknown());
  }

  @Test
  void aTopicThatFailsAloneStaysSoWhenTheBrokerAnswers() {
    failures.failed("arena.votes", "it has no leader");
    failures.recovered();
    failures.report(positions);
    assertThat(failures.isFailing()).isFalse();
    assertThat(status("arena.votes")).isEqualTo(new TopicStatus.Failed(NOW, "it has no leader"));
    assertThat(status("arena.pairs")).isEqualTo(new TopicStatus.Unknown());

    failures.read("arena.votes");
    failures.report(positions);
    assertThat(status("arena.votes")).isInstanceOf(TopicStatus.Failed.class);

    failures.recovered("arena.votes");
    failures.report(positions);
    assertThat(status("arena.votes")).isEqualTo(new TopicStatus.Unknown());
  }

  @Test
  void aTopicThatAwaitsTheRegistryFailsUntilARecordIsRead() {
    failures.failed("arena.votes", new RegistryException("no registry", null));
    failures.report(positions);
    assertThat(status("arena.votes")).isEqualTo(new TopicStatus.Failed(NOW, "no registry"));

    failures.read("arena.votes");
    failures.report(positions);
    assertThat(status("arena.votes")).isEqualTo(new TopicStatus.Unknown());
  }

  @Test
  void eachPauseIsTwiceAsLongAsTheOneBeforeUpToTheLongest() {
    assertThat(failures.nextPause()).isEqualTo(Duration.ofMillis(500));
    assertThat(failures.nextPause()).isEqualTo(Duration.ofMillis(1_000));
    assertThat(failures.nextPause()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(failures.nextPause()).isEqualTo(Duration.ofMillis(1_500));

    failures.recovered();
    assertThat(failures.nextPause()).isEqualTo(Duration.ofMillis(500));
  }
}
