package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A small version of {@link CoverageSimulation}. */
class CoverageTest {
  private static final int REPLICATES = 300;

  /** The 1e-4 quantile of a binomial share with this chance. */
  private static double bound(double chance) {
    return chance - 3.72 * Math.sqrt(chance * (1 - chance) / REPLICATES);
  }

  @Test
  void intervalsPerVoterContainTheTrueRatingHoweverTastesDiffer() {
    for (SimulatedVotes votes :
        List.of(
            SimulatedVotes.sixModels(20, 200, 0),
            SimulatedVotes.sixModels(20, 200, 0.6),
            SimulatedVotes.sixModels(50, 80, 0.3),
            SimulatedVotes.manyTies(),
            SimulatedVotes.oneModelWithFiveVoters(0.3))) {
      Coverage coverage = Coverage.of(votes, IntervalMethod.PER_VOTER, REPLICATES, 7);
      assertThat(coverage.lowest()).as(votes.name()).isGreaterThan(bound(0.93));
      assertThat(coverage.mean()).as(votes.name()).isBetween(0.92, 0.98);
    }
  }

  @Test
  void intervalsPerVoteAreTooNarrowForVotersWithTastesOfTheirOwn() {
    SimulatedVotes votes = SimulatedVotes.sixModels(20, 200, 0.6);
    assertThat(Coverage.of(votes, IntervalMethod.PER_VOTE, REPLICATES, 7).mean()).isLessThan(0.85);
  }

  @Test
  void intervalsPerVoteContainTheTrueRatingIfVotesAreIndependent() {
    SimulatedVotes votes = SimulatedVotes.sixModels(1000, 4, 0);
    assertThat(Coverage.of(votes, IntervalMethod.PER_VOTE, REPLICATES, 7).lowest())
        .isGreaterThan(bound(0.93));
  }
}
