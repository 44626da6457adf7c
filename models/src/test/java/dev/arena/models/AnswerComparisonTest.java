package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
  private static final AnswerComparison THREE =
      new AnswerComparison(
          3,
          List.of(
              new Probabilities(0.5, 0.2, 0.3),
              new Probabilities(0.6, 0.3, 0.1),
              new Probabilities(0.1, 0.8, 0.1)),
          9,
          false,
          "tiny@1");

  @Test
  void eachTwoAnswersHaveTheirProbabilities() {
    assertThat(THREE.wins(0, 1)).isEqualTo(0.5);
    assertThat(THREE.wins(1, 0)).isEqualTo(0.2);
    assertThat(THREE.wins(0, 2)).isEqualTo(0.6);
    assertThat(THREE.wins(2, 0)).isEqualTo(0.3);
    assertThat(THREE.wins(1, 2)).isEqualTo(0.1);
    assertThat(THREE.wins(2, 1)).isEqualTo(0.8);
    assertThat(THREE.wins(1, 1)).isZero();
  }

  @Test
  void aTieCountsAsHalfAWin() {
    assertThat(THREE.meanResult(0)).isCloseTo((0.5 + 0.15 + 0.6 + 0.05) / 2, within(1e-12));
    assertThat(THREE.meanResult(1)).isCloseTo((0.2 + 0.15 + 0.1 + 0.05) / 2, within(1e-12));
    assertThat(THREE.meanResult(2)).isCloseTo((0.3 + 0.05 + 0.8 + 0.05) / 2, within(1e-12));
  }

  @Test
  void aMissingPairIsRefused() {
    assertThatThrownBy(
            () -> new AnswerComparison(3, List.of(THREE.pairs().get(0)), 9, false, "tiny@1"))
        .hasMessage("there are 1 pairs of 3 answers; expected 3");
  }
}
