package dev.arena.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianOfAnOddNumberOfFiguresIsTheMiddleOne() {
    assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void theMedianOfAnEvenNumberOfFiguresLiesBetweenTheMiddleOnes() {
    assertThat(Spread.of(List.of(8.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 8));
  }

  @Test
  void oneFigureIsItsOwnSpread() {
    assertThat(Spread.of(List.of(2.5))).isEqualTo(new Spread(2.5, 2.5, 2.5));
  }

  @Test
  void aSpreadIsFormattedAsMedianLeastAndLargestWithAboutThreeDigits() {
    assertThat(new Spread(5.714, 0.01234, 12_345.6)).hasToString("5.71 [0.012, 12,346]");
  }
}
