package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionOwnersTest {
  private static final long ONE = 11;
  private static final long OTHER = 12;

  private final PartitionOwners owners = new PartitionOwners(3);

  @Test
  void aGapLastsUntilEachPartitionHasAPreferenceFromAnotherProcess() {
    owners.preferenceRead(0, ONE, 1);
    owners.preferenceRead(1, ONE, 2);
    owners.preferenceRead(2, OTHER, 3);

    PartitionOwners.Gap gap = owners.processEnded(ONE, 100).orElseThrow();
    owners.preferenceRead(0, ONE, 110);
    owners.preferenceRead(0, OTHER, 120);
    owners.preferenceRead(2, OTHER, 130);
    assertThat(gap.length()).isEmpty();
    owners.preferenceRead(1, OTHER, 140);

    assertThat(gap.length()).contains(Duration.ofNanos(40));
    assertThat(owners.hasPartitions(ONE)).isFalse();
    assertThat(owners.hasPartitions(OTHER)).isTrue();
  }

  @Test
  void aProcessWithoutPartitionsLeavesNoGap() {
    owners.preferenceRead(0, OTHER, 1);

    assertThat(owners.processEnded(ONE, 100)).isEmpty();
  }
}
