package dev.arena.streamer.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.AnswerSet;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.BatchingPlan;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ScoringBatcherTest {
  @Test
  void aBatchOfSetsHasAsManyAnswersAsABatchOfPairs() {
    BatchingPlan plan = new BatchingPlan(64, 2);
    BatcherOptions<AnswerSet> options = ScoringBatcher.optionsOfAnswers(plan, 10);

    AnswerSet set = new AnswerSet("", Collections.nCopies(16, ""));
    long fitting = options.maxWeight() / options.weigher().applyAsLong(set);

    assertThat(fitting * 16).isEqualTo(2 * 64);
    assertThat(options.capacity()).isEqualTo(10);
    assertThat(options.concurrency()).isEqualTo(2);
  }

  @Test
  void longAnswersMakeABatchSmaller() {
    BatcherOptions<AnswerSet> options =
        ScoringBatcher.optionsOfAnswers(new BatchingPlan(64, 2), 10);

    AnswerSet longest = new AnswerSet("", Collections.nCopies(2, "x".repeat(2_000_000)));

    assertThat(options.weigher().applyAsLong(longest)).isGreaterThan(options.maxWeight());
  }
}
