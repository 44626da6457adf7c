package dev.arena.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import org.junit.jupiter.api.Test;

class SwapCheckTest {
  private final SwapCheck.Counter counter = new SwapCheck.Counter();

  @Test
  void aModelThatSwapsItsProbabilitiesIsConsistent() {
    counter.add(new Probabilities(0.5, 0.2, 0.3), new Probabilities(0.2, 0.5, 0.3));
    counter.add(new Probabilities(0.4, 0.4, 0.2), new Probabilities(0.4, 0.4, 0.2));
    assertThat(counter.check()).isEqualTo(new SwapCheck(2, 0, 0, 0));
  }

  @Test
  void aModelThatPrefersTheFirstPositionIsFound() {
    counter.add(new Probabilities(0.5, 0.2, 0.3), new Probabilities(0.5, 0.2, 0.3));
    counter.add(new Probabilities(0.5, 0.2, 0.3), new Probabilities(0.25, 0.5, 0.25));
    SwapCheck check = counter.check();
    assertThat(check.flipped()).isEqualTo(1);
    assertThat(check.maxDifference()).isCloseTo(0.3, within(1e-12));
    assertThat(check.meanDifference()).isCloseTo((0.3 + 0.05) / 2, within(1e-12));
  }
}
