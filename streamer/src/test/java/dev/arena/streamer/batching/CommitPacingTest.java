package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.streams.PendingWork.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPacingTest {
  private static final long START = -5;

  private final CommitPacing pacing = new CommitPacing(Duration.ofNanos(40), START);

  @Test
  void aThreadThatForwardedNothingOwesNoCommit() {
    assertThat(pacing.isDue(START)).isFalse();
    pacing.submitted();
    assertThat(pacing.isDue(START + 100)).isFalse();
    assertThat(pacing.isDueBeside(1, START + 100)).isFalse();
    pacing.forgotten(1);
    assertThat(pacing.isAwaited()).isFalse();
  }

  @Test
  void theFirstCommitIsDueAsSoonAsNothingIsInFlight() {
    pacing.submitted();
    pacing.submitted();
    pacing.forwarded(0);
    assertThat(pacing.isDue(START)).isFalse();
    pacing.forwarded(0);
    assertThat(pacing.isDue(START)).isTrue();
  }

  @Test
  void theNextCommitWaitsForThePauseToEnd() {
    pacing.submitted();
    pacing.forwarded(0);
    pacing.committed(START + 10);
    assertThat(pacing.isAwaited()).isFalse();
    pacing.submitted();
    pacing.forwarded(0);
    assertThat(pacing.isAwaited()).isTrue();
    assertThat(pacing.isDue(START + 49)).isFalse();
    assertThat(pacing.isDue(START + 50)).isTrue();
  }

  @Test
  void aCommitThatNeedNotWaitIsDueAfterThePauseAlthoughRecordsAreInFlight() {
    pacing.committed(START);
    pacing.submitted();
    pacing.submitted();
    pacing.forwarded(30);

    assertThat(pacing.isDueBeside(1, START + 39)).isFalse();
    assertThat(pacing.isDueBeside(1, START + 40)).isTrue();
  }

  @Test
  void thePauseIsShorterWhileNoThreadHasRecordsInFlight() {
    pacing.committed(START);
    pacing.submitted();
    pacing.forwarded(30);

    assertThat(pacing.isDueBeside(0, START + 9)).isFalse();
    assertThat(pacing.isDueBeside(0, START + 10)).isTrue();
  }

  @Test
  void thePauseGrowsWithTheTimeThatRecordsTakeUpToAQuarterOfASecond() {
    pacing.committed(START);
    pacing.submitted();
    pacing.submitted();
    pacing.submitted();

    pacing.forwarded(200);
    assertThat(pacing.isDueBeside(2, START + 99)).isFalse();
    assertThat(pacing.isDueBeside(2, START + 100)).isTrue();

    pacing.forwarded(Duration.ofHours(1).toNanos());
    assertThat(pacing.isDueBeside(1, START + Duration.ofMillis(250).toNanos())).isTrue();
  }

  @Test
  void aThreadIsIdleOnceEverythingIsAnsweredAndCommitted() {
    assertThat(pacing.state()).isEqualTo(State.NONE);
    pacing.submitted();
    assertThat(pacing.state()).isEqualTo(State.IN_FLIGHT);
    pacing.forwarded(0);
    assertThat(pacing.state()).isEqualTo(State.UNCOMMITTED);
    pacing.committed(START);
    assertThat(pacing.state()).isEqualTo(State.NONE);
  }

  /** Without the answer, the wait would be longer than the timeout of the test. */
  @Test
  void anAnswerThatArrivedBeforeTheWaitEndsIt() {
    pacing.answered();

    pacing.awaitAnswer(Duration.ofHours(1));

    pacing.looked();
  }
}
