package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.Eventually;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class CommitOffsetsTest {
  private static final TopicPartition FIRST = new TopicPartition("pairs", 0);
  private static final TopicPartition SECOND = new TopicPartition("pairs", 1);
  private static final OffsetAndMetadata UP_TO_TEN =
      new OffsetAndMetadata(10, Optional.of(3), "kept");

  private final CommitOffsets offsets = new CommitOffsets();

  @Test
  void aCommitEndsBeforeTheFirstRecordInFlightAndKeepsItsMetadata() {
    offsets.hold(FIRST, 7);

    assertThat(offsets.lowered(Map.of(FIRST, UP_TO_TEN, SECOND, UP_TO_TEN)))
        .containsEntry(FIRST, new OffsetAndMetadata(7, Optional.of(3), "kept"))
        .containsEntry(SECOND, UP_TO_TEN);
  }

  @Test
  void anOffsetIsNeverRaised() {
    offsets.hold(FIRST, 12);

    assertThat(offsets.lowered(Map.of(FIRST, UP_TO_TEN))).containsEntry(FIRST, UP_TO_TEN);
  }

  @Test
  void onceEverythingIsForwardedTheOffsetsOfKafkaStreamsAreCommitted() {
    offsets.hold(FIRST, 7);
    offsets.release(FIRST);

    assertThat(offsets.lowered(Map.of(FIRST, UP_TO_TEN))).containsEntry(FIRST, UP_TO_TEN);
  }

  /** A thread that lost a partition may not know it yet, while another already commits it. */
  @Test
  void whatOneThreadHoldsOrReleasesDoesNotChangeTheCommitsOfAnother() {
    offsets.hold(FIRST, 7);

    assertThat(
            CompletableFuture.supplyAsync(
                () -> {
                  offsets.hold(SECOND, 7);
                  offsets.release(FIRST);
                  return offsets.lowered(Map.of(FIRST, UP_TO_TEN));
                }))
        .succeedsWithin(Eventually.TIMEOUT)
        .isEqualTo(Map.of(FIRST, UP_TO_TEN));

    assertThat(offsets.lowered(Map.of(FIRST, UP_TO_TEN, SECOND, UP_TO_TEN)))
        .containsEntry(FIRST, new OffsetAndMetadata(7, Optional.of(3), "kept"))
        .containsEntry(SECOND, UP_TO_TEN);
  }

  @Test
  void theyAreNotAppliedBeforeARunIsRunning() {
    assertThat(offsets.areApplied()).isFalse();
    offsets.apply(true);
    assertThat(offsets.areApplied()).isTrue();
    offsets.apply(false);
    assertThat(offsets.areApplied()).isFalse();
  }
}
