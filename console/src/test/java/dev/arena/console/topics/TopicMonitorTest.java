package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.console.topics.TopicTraffic.DeadLetterCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class TopicMonitorTest {
  private static final Instant START = Instant.parse("2026-11-29T12:00:00.500Z");

  private final List<Long> told = new ArrayList<>();
  private final TopicMonitor monitor = new TopicMonitor(told::add);

  @Property(tries = 50)
  void arrivalsAreCountedByTheSecond(@ForAll long seed) {
    Random random = new Random(seed);
    TopicMonitor counted = new TopicMonitor(version -> {});
    counted.add("arena.votes", TopicKind.VOTES);
    List<Long> seconds = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < 200; i++) {
      now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(1_200) : random.nextInt(20));
      for (int records = random.nextInt(3); records > 0; records--) {
        counted.arrived("arena.votes", now);
        seconds.add(now.getEpochSecond());
      }
      long second = now.getEpochSecond();
      TopicTraffic traffic = counted.traffic(now).get(0);
      assertThat(traffic.lastMinute())
          .isEqualTo(seconds.stream().filter(each -> each > second - 60).count());
      assertThat(traffic.lastQuarter())
          .isEqualTo(seconds.stream().filter(each -> each > second - 900).count());
      for (int minute = 0; minute < 15; minute++) {
        long end = second - 60L * (14 - minute);
        assertThat(traffic.minutes().get(minute))
            .isEqualTo(seconds.stream().filter(each -> each > end - 60 && each <= end).count());
      }
      assertThat(traffic.sinceStart()).isEqualTo(seconds.size());
      assertThat(traffic.minuteRate()).isEqualTo(traffic.lastMinute() / 60.0);
    }
  }

  @Example
  void aClockThatIsSetBackLosesNoRecord() {
    monitor.add("arena.votes", TopicKind.VOTES);
    monitor.arrived("arena.votes", START);
    monitor.arrived("arena.votes", START.minusSeconds(3_000));

    assertThat(monitor.traffic(START).get(0).lastMinute()).isEqualTo(2);
  }

  @Example
  void deadLettersAreCountedByReasonAndUnknownReasonsTogether() {
    monitor.add("arena.votes.dlq", TopicKind.DEAD_LETTERS);
    monitor.add("arena.pairs.dlq", TopicKind.DEAD_LETTERS);
    monitor.deadLetter("arena.pairs.dlq", "wire_format", START);
    monitor.deadLetter("arena.votes.dlq", "<script>", START);
    monitor.deadLetter("arena.votes.dlq", "", START.plusSeconds(60));
    monitor.deadLetter("arena.votes.dlq", "unknown_pair", START.plusSeconds(60));

    assertThat(monitor.deadLetters(START.plusSeconds(930)))
        .containsExactly(
            new DeadLetterCount("arena.votes.dlq", "other", 1, 2),
            new DeadLetterCount("arena.votes.dlq", "unknown_pair", 1, 1),
            new DeadLetterCount("arena.pairs.dlq", "wire_format", 0, 1));
  }

  @Example
  void aFailureKeepsTheTimeOfItsBeginning() {
    monitor.add("arena.votes", TopicKind.VOTES);
    monitor.failed("arena.votes", START, "the broker did not answer");
    monitor.failed("arena.votes", START.plusSeconds(9), "the broker refused");

    assertThat(monitor.traffic(START).get(0).status())
        .isEqualTo(new TopicStatus.Failed(START, "the broker refused"));

    monitor.status("arena.votes", new TopicStatus.Current());
    monitor.failed("arena.votes", START.plusSeconds(20), "again");
    assertThat(monitor.traffic(START).get(0).status())
        .isEqualTo(new TopicStatus.Failed(START.plusSeconds(20), "again"));
  }

  @Example
  void eachStatusHasAnotherVersion() {
    monitor.add("arena.votes", TopicKind.VOTES);
    monitor.add("arena.battles", TopicKind.BATTLES);
    monitor.status("arena.votes", new TopicStatus.Reading(1, 2));
    monitor.status("arena.votes", new TopicStatus.Reading(2, 2));
    monitor.status("arena.votes", new TopicStatus.Current());
    monitor.status("arena.battles", new TopicStatus.Current());
    monitor.status("arena.battles", new TopicStatus.Missing());
    monitor.failed("arena.votes", START, "the broker did not answer");
    monitor.failed("arena.votes", START, "the broker refused");

    assertThat(told).hasSize(7).doesNotHaveDuplicates();
  }

  @Example
  void aStatusThatStaysTheSameIsNotTold() {
    monitor.add("arena.votes", TopicKind.VOTES);
    monitor.status("arena.votes", new TopicStatus.Unknown());
    assertThat(told).isEmpty();

    monitor.failed("arena.votes", START, "the broker did not answer");
    monitor.failed("arena.votes", START.plusSeconds(9), "the broker did not answer");
    assertThat(told).hasSize(1);
  }

  @Example
  void twoConsolesThatKnowTheSameHaveTheSameVersion() {
    List<Long> other = new ArrayList<>();
    TopicMonitor second = new TopicMonitor(other::add);
    for (TopicMonitor each : List.of(monitor, second)) {
      each.add("arena.votes", TopicKind.VOTES);
    }
    monitor.failed("arena.votes", START, "the broker did not answer");
    second.failed("arena.votes", START.plusSeconds(5), "the broker did not answer");
    assertThat(other).isEqualTo(told);

    monitor.status("arena.votes", new TopicStatus.Reading(1, 2));
    monitor.status("arena.votes", new TopicStatus.Current());
    second.status("arena.votes", new TopicStatus.Current());
    assertThat(other.get(1)).isEqualTo(told.get(2));
  }

  @Example
  void allTopicsMustBeCurrentOrMissingBeforeReadingHasCaughtUp() {
    monitor.add("arena.votes", TopicKind.VOTES);
    monitor.add("arena.battles", TopicKind.BATTLES);
    assertThat(monitor.caughtUp()).isFalse();

    monitor.status("arena.votes", new TopicStatus.Missing());
    monitor.status("arena.battles", new TopicStatus.Reading(1, 2));
    assertThat(monitor.caughtUp()).isFalse();

    monitor.status("arena.battles", new TopicStatus.Current());
    assertThat(monitor.caughtUp()).isTrue();
  }

  @Example
  void aTopicThatWasNotAddedIsAMistake() {
    assertThatThrownBy(() -> monitor.arrived("other", START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }
}
