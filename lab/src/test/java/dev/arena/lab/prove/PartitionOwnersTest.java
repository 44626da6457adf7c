package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionOwnersTest {
  private static final long ONE = 11;
  private static final long OTHER = 12;

  private final PartitionOwners writers = new PartitionOwners(3);

  @Test
  void aGapLastsUntilEachPartitionOfTheEndedProcessHasAPreferenceOfAnother() {
    writers.wrote(0, ONE, 1);
    writers.wrote(1, ONE, 2);
    writers.wrote(2, OTHER, 3);

    PartitionOwners.Gap gap = writers.ended(ONE, 100).orElseThrow();
    writers.wrote(0, ONE, 110);
    writers.wrote(0, OTHER, 120);
    writers.wrote(2, OTHER, 130);
    assertThat(gap.length()).isEmpty();
    writers.wrote(1, OTHER, 140);

    assertThat(gap.length()).contains(Duration.ofNanos(40));
    assertThat(writers.hasPartitions(ONE)).isFalse();
    assertThat(writers.hasPartitions(OTHER)).isTrue();
  }

  @Test
  void aProcessWithoutPartitionsLeavesNoGap() {
    writers.wrote(0, OTHER, 1);

    assertThat(writers.ended(ONE, 100)).isEmpty();
  }
}
