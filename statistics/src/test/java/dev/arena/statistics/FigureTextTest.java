package dev.arena.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Figures as people read them. */
final class FigureTextTest {
  @Test
  void aFigureHasItsDigitsAndUnit() {
    assertThat(FigureText.count(1204)).isEqualTo("1,204");
    assertThat(FigureText.count(1, "vote")).isEqualTo("1 vote");
    assertThat(FigureText.count(0, "vote")).isEqualTo("0 votes");
    assertThat(FigureText.decimals(0.12345, 3)).isEqualTo("0.123");
    assertThat(FigureText.signed(0.5, 1)).isEqualTo("+0.5");
    assertThat(FigureText.percent(0.1234)).isEqualTo("12.3 %");
    assertThat(FigureText.percents(new Interval(0.25, 0.75))).isEqualTo("[25.0, 75.0]");
  }

  @Test
  void aFigureThatDoesNotExistIsADash() {
    assertThat(FigureText.decimals(Double.NaN, 3)).isEqualTo("-");
    assertThat(FigureText.signed(Double.NaN, 3)).isEqualTo("-");
    assertThat(FigureText.percent(Double.NEGATIVE_INFINITY)).isEqualTo("-");
    assertThat(FigureText.interval(new Interval(0, Double.POSITIVE_INFINITY), 1))
        .isEqualTo("[unknown]");
  }
}
