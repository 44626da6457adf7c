package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.prove.VotesVerdict.Violation;
import dev.arena.schemas.LiveEvaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a service's output is compared, by a clock that moves on by a second with each reading. */
class SettlingTest {
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(7);

  private long seconds;
  private long records;

  private VotesVerdict await(long writesUntil, long wrongUntil) throws InterruptedException {
    return await(writesUntil, wrongUntil, Duration.ZERO);
  }

  private VotesVerdict await(long writesUntil, long wrongUntil, Duration pause)
      throws InterruptedException {
    return new Settling(QUIET, LIMIT, () -> Duration.ofSeconds(seconds).toNanos())
        .longer(pause)
        .await(
            () -> {
              seconds++;
              records += seconds <= writesUntil ? 1 : 0;
            },
            () -> records,
            () -> seconds <= wrongUntil ? wrong() : new VotesVerdict());
  }

  private static VotesVerdict wrong() {
    VotesVerdict verdict = new VotesVerdict();
    LiveEvaluation expected =
        LiveEvaluation.newBuilder()
            .setTopic("t")
            .setModel("m@1")
            .setSlice("all")
            .setKind("human")
            .setSize(0L)
            .setStart(Instant.EPOCH)
            .build();
    verdict.compareEvaluations(Map.of("key", expected), Map.of());
    return verdict;
  }

  @Test
  void whatIsRightIsRightAtOnce() throws InterruptedException {
    assertThat(await(5, 0).good()).isTrue();
    assertThat(seconds).isLessThan(10);
  }

  @Test
  void whatIsWrongWhileTheServiceWritesMayBecomeRight() throws InterruptedException {
    assertThat(await(20, 20).good()).isTrue();
  }

  @Test
  void whatStaysWrongWhileNothingIsWrittenIsWrong() throws InterruptedException {
    VotesVerdict verdict = await(20, Long.MAX_VALUE);
    assertThat(verdict.violations()).containsEntry(Violation.WRONG_EVALUATION, 1);
    assertThat(verdict.violations()).containsEntry(Violation.ENDLESS, 0);
    assertThat(seconds).isBetween(50L, 53L);
  }

  @Test
  void aServiceMayPauseBeforeItWritesWhatIsMissing() throws InterruptedException {
    VotesVerdict verdict = await(20, Long.MAX_VALUE, Duration.ofSeconds(100));
    assertThat(verdict.violations()).containsEntry(Violation.WRONG_EVALUATION, 1);
    assertThat(seconds).isBetween(150L, 153L);
  }

  @Test
  void aServiceThatNeverStopsWritingIsWrong() throws InterruptedException {
    VotesVerdict verdict = await(Long.MAX_VALUE, 0);
    assertThat(verdict.good()).isFalse();
    assertThat(verdict.examples())
        .singleElement()
        .asString()
        .contains("it was still writing after 420 s; expected it to write each result once");
  }
}
