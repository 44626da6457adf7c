package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StepPlanTest {
  @Property(tries = 300)
  void anEpochIsEvaluatedAsOftenAsItsStepsAllowAndAtItsEnd(
      @ForAll @IntRange(min = 1, max = 60) int perEpoch,
      @ForAll @IntRange(min = 1, max = 4) int epochs,
      @ForAll @IntRange(min = 1, max = 10) int evaluations) {
    StepPlan plan = new StepPlan(perEpoch, epochs, evaluations);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      int[] evaluated =
          IntStream.rangeClosed(plan.before(epoch) + 1, plan.before(epoch) + perEpoch)
              .filter(plan::isEvaluated)
              .toArray();
      assertThat(evaluated).hasSize(Math.min(perEpoch, evaluations));
      assertThat(evaluated).endsWith(plan.before(epoch) + perEpoch);
    }
  }

  @Property(tries = 300)
  void aStepIsResumedInItsOwnEpoch(
      @ForAll @IntRange(min = 1, max = 60) int perEpoch,
      @ForAll @IntRange(min = 0, max = 200) int step) {
    int epoch = new StepPlan(perEpoch, 9, 1).epochAfter(step);
    assertThat(step).isBetween((epoch - 1) * perEpoch, epoch * perEpoch);
  }
}
