package dev.arena.statistics.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.Interval;
import dev.arena.statistics.References;
import dev.arena.statistics.loss.OutcomeProbabilities;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AgreementTest {
  @Test
  void kappaIsThatOfScikitLearn() {
    long[][] counts = new long[3][3];
    for (double[] vote : References.rows("votes.csv")) {
      counts[(int) vote[3]][new OutcomeProbabilities(vote[0], vote[1], vote[2]).likeliest()]++;
    }
    assertThat(CohensKappa.of(counts).kappa())
        .isCloseTo(References.values("expected.csv").get("kappa"), within(1e-12));
    // rows: nine counts, then kappa
    for (double[] row : References.rows("kappa.csv")) {
      long[][] table = new long[3][3];
      for (int i = 0; i < 9; i++) {
        table[i / 3][i % 3] = (long) row[i];
      }
      assertThat(CohensKappa.of(table).kappa()).isCloseTo(row[9], within(1e-12));
    }
  }

  @Property
  void kappaDoesNotDependOnWhoIsTheFirstRater(
      @ForAll @Size(9) List<@LongRange(min = 1, max = 1000) Long> counts) {
    long[][] table = new long[3][3];
    long[][] exchanged = new long[3][3];
    for (int i = 0; i < 9; i++) {
      table[i / 3][i % 3] = counts.get(i);
      exchanged[i % 3][i / 3] = counts.get(i);
    }
    CohensKappa kappa = CohensKappa.of(table);
    assertThat(CohensKappa.of(exchanged).kappa()).isCloseTo(kappa.kappa(), within(1e-12));
    assertThat(kappa.kappa()).isBetween(-1.0, 1.0);
  }

  @Test
  void perfectAgreementIsOneAndIndependenceZero() {
    assertThat(CohensKappa.of(new long[][] {{5, 0, 0}, {0, 7, 0}, {0, 0, 1}}).kappa()).isEqualTo(1);
    assertThat(CohensKappa.of(new long[][] {{4, 8}, {2, 4}}).kappa()).isCloseTo(0, within(1e-12));
    assertThat(CohensKappa.of(new long[][] {{4, 0}, {0, 0}}).kappa()).isNaN();
    assertThat(CohensKappa.of(new long[3][3]).kappa()).isNaN();
    assertThatThrownBy(() -> CohensKappa.of(new long[][] {{1, 2}, {3}}))
        .hasMessageContaining("row 1 of the confusion matrix has 1 columns; expected 2");
  }

  @Test
  void theScorersAgreementIsAShareOfTheVoters() {
    // a pair with the votes A, A and B, for which the scorer predicts A
    AgreementSums sums =
        AgreementSums.of(0, 0, 0).plus(AgreementSums.of(0, 1, 0)).plus(AgreementSums.of(1, 0, 0));
    assertThat(sums).isEqualTo(new AgreementSums(3, 1, 4));
    assertThat(sums.votersAgreement()).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(sums.scorerAgreement()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(sums.share()).isCloseTo(2, within(1e-15));
  }

  @Test
  void withoutCombinationsThereIsNoAgreement() {
    assertThat(AgreementSums.EMPTY.votersAgreement()).isNaN();
    assertThat(AgreementSums.EMPTY.scorerAgreement()).isNaN();
    assertThat(AgreementSums.EMPTY.share()).isNaN();
    assertThat(AgreementSums.of(0, 1, 0).share()).isInfinite();
  }

  @Test
  void aBiasIsSignificantIfTheIntervalExcludesOneHalf() {
    PositionBias slight = new PositionBias(530, 1000);
    assertThat(slight.share()).isEqualTo(0.53);
    assertThat(slight.significant()).isFalse();
    PositionBias clear = new PositionBias(540, 1000);
    assertThat(clear.significant()).isTrue();
    assertThat(clear.interval()).isEqualTo(Interval.ofShare(540, 1000));
    assertThat(PositionBias.EMPTY.significant()).isFalse();
    assertThatThrownBy(() -> new PositionBias(2, 1))
        .hasMessageContaining("2 of 1 votes are for the left");
  }
}
