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
import net.jqwik.api.constraints.IntRange;
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
  void everyPairCountsTheSameHoweverManyVotesItHas() {
    // A, A, B: one of three pairs of votes agrees; the scorer with 2 of 3
    AgreementSums first = AgreementSums.ofPair(new long[] {2, 1, 0}, 0);
    AgreementSums second = AgreementSums.ofPair(new long[] {0, 2, 0}, 1);
    AgreementSums sums = first.plus(second);
    assertThat(sums.pairs()).isEqualTo(2);
    assertThat(sums.peopleAgreement()).isCloseTo((1 / 3.0 + 1) / 2, within(1e-9));
    assertThat(sums.scorerAgreement()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-9));
    assertThat(sums.share()).isCloseTo((5 / 3.0) / (4 / 3.0), within(1e-9));
    assertThat(sums.minus(first)).isEqualTo(second);
  }

  @Test
  void aPairWithASingleVoteSaysNothingAboutPeople() {
    assertThat(AgreementSums.ofPair(new long[] {0, 1, 0}, 1)).isEqualTo(AgreementSums.EMPTY);
    assertThat(AgreementSums.ofPair(new long[] {0, 0, 0}, 1)).isEqualTo(AgreementSums.EMPTY);
    assertThat(AgreementSums.EMPTY.peopleAgreement()).isNaN();
    assertThat(AgreementSums.EMPTY.share()).isNaN();
  }

  /** Drawing two different votes of a pair at random gives the share that is computed. */
  @Property(tries = 200)
  void agreementIsTheShareAmongAllPairsOfVotes(
      @ForAll @Size(min = 2, max = 12) List<@IntRange(min = 0, max = 2) Integer> votes,
      @ForAll @IntRange(min = 0, max = 2) int predicted) {
    long[] counts = new long[3];
    int agreeing = 0;
    int pairs = 0;
    int right = 0;
    for (int i = 0; i < votes.size(); i++) {
      counts[votes.get(i)]++;
      right += votes.get(i) == predicted ? 1 : 0;
      for (int j = 0; j < i; j++) {
        pairs++;
        agreeing += votes.get(i).equals(votes.get(j)) ? 1 : 0;
      }
    }
    AgreementSums sums = AgreementSums.ofPair(counts, predicted);
    assertThat(sums.peopleAgreement()).isCloseTo((double) agreeing / pairs, within(1e-9));
    assertThat(sums.scorerAgreement()).isCloseTo((double) right / votes.size(), within(1e-9));
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
