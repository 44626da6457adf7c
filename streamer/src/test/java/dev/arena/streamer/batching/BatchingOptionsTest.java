package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BatchingOptionsTest {
  @Test
  void thePauseBetweenCommitsGrowsWithThreadsAndShrinksWithProcessors() {
    assertThat(BatchingOptions.pauseBetweenCommits(1, 2)).isEqualTo(Duration.ofMillis(40));
    assertThat(BatchingOptions.pauseBetweenCommits(4, 2)).isEqualTo(Duration.ofMillis(160));
    assertThat(BatchingOptions.pauseBetweenCommits(1, 16)).isEqualTo(Duration.ofMillis(5));
  }
}
