package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleCommitTest {
  private static final long START = -5;

  private final IdleCommit commit = new IdleCommit(Duration.ofNanos(40), START);

  @Test
  void aThreadThatForwardedNothingOwesNoCommit() {
    assertThat(commit.isDue(START)).isFalse();
    commit.submitted();
    assertThat(commit.isDue(START + 100)).isFalse();
    commit.forgotten(1);
    assertThat(commit.isAwaited()).isFalse();
  }

  @Test
  void theFirstCommitIsDueAsSoonAsNothingIsInFlight() {
    commit.submitted();
    commit.submitted();
    commit.forwarded();
    assertThat(commit.isDue(START)).isFalse();
    commit.forwarded();
    assertThat(commit.isDue(START)).isTrue();
  }

  @Test
  void theNextCommitWaitsForThePauseToEnd() {
    commit.submitted();
    commit.forwarded();
    commit.committed(START + 10);
    assertThat(commit.isAwaited()).isFalse();
    commit.submitted();
    commit.forwarded();
    assertThat(commit.isAwaited()).isTrue();
    assertThat(commit.isDue(START + 49)).isFalse();
    assertThat(commit.isDue(START + 50)).isTrue();
  }
}
