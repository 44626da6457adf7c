package dev.arena.models.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchingPlanTest {
  @Test
  void aBatchForAGpuFillsTwoRunsWithSequencesOfHalfTheLength() {
    BatchingPlan batching = BatchingPlan.onGpus(1, new BatchLimits(512, 32_768), 256);
    assertThat(batching.pairs() * 2L * 128).isEqualTo(2 * 32_768);
  }

  @Test
  void eachGpuHasABatchWhileAnotherIsTokenised() {
    BatchingPlan batching = BatchingPlan.onGpus(8, new BatchLimits(512, 32_768), 256);
    assertThat(batching.concurrency()).isEqualTo(9);
    assertThat(batching.inFlight()).isGreaterThan(9 * batching.pairs());
  }

  @Test
  void ifEachSequenceRunsAloneABatchIsAsLargeAsOnACpu() {
    assertThat(BatchingPlan.onGpus(1, BatchLimits.oneByOne(), 256).pairs())
        .isEqualTo(BatchingPlan.onCpu().pairs());
  }
}
