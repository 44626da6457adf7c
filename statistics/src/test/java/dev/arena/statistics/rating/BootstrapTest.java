package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.Interval;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final RatingOptions DEFAULT = RatingOptions.DEFAULT;

  @Test
  void threadsDoNotChangeTheResult() {
    Battles battles = SimulatedVotes.sixModels(50, 20, 0.3).draw(new SplittableRandom(1));
    Bootstrap.Result alone = new Bootstrap(40, 9, Runnable::run).run(battles, DEFAULT);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertThat(new Bootstrap(40, 9, threads).run(battles, DEFAULT)).isEqualTo(alone);
    } finally {
      threads.shutdown();
    }
    assertThat(new Bootstrap(40, 10, Runnable::run).run(battles, DEFAULT)).isNotEqualTo(alone);
  }

  @Test
  void itsDeviationsAreThoseOfTheIntervalsPerVoter() {
    Battles battles = SimulatedVotes.sixModels(100, 40, 0.6).draw(new SplittableRandom(2));
    Bootstrap.Result result = new Bootstrap(600, 1, Runnable::run).run(battles, DEFAULT);
    RatingBoard board = RatingBoard.compute(battles, DEFAULT);

    assertThat(result.skipped()).isZero();
    assertThat(result.rows()).hasSize(6);
    for (Bootstrap.Row row : result.rows()) {
      Interval interval =
          board.rows().stream()
              .filter(r -> r.model().equals(row.model()))
              .findFirst()
              .orElseThrow()
              .standing()
              .interval();
      double deviation = (interval.high() - interval.low()) / 2 / Quantiles.studentT(0.025, 99);
      assertThat(row.deviation() / deviation).isCloseTo(1, within(0.15));
      assertThat(row.interval().low()).isCloseTo(interval.low(), within(deviation));
      assertThat(row.interval().high()).isCloseTo(interval.high(), within(deviation));
    }
  }

  @Test
  void anonymousVotesAreResampledOneByOne() {
    Battles battles =
        Battles.builder(List.of("a", "b"), 0)
            .add(0, 1, BattleResult.A_WINS, Battles.ANONYMOUS)
            .times(400)
            .add(0, 1, BattleResult.B_WINS, Battles.ANONYMOUS)
            .times(400)
            .build();
    Bootstrap.Result result = new Bootstrap(400, 1, Runnable::run).run(battles, DEFAULT);
    // the rating is half the log odds, whose variance is 4 / 800
    double expected = BoardAssembly.POINTS / 2 * Math.sqrt(4.0 / 800);
    assertThat(result.rows().get(0).deviation() / expected).isCloseTo(1, within(0.15));
  }

  @Test
  void replicatesThatDoNotConnectAllModelsAreSkippedAndCounted() {
    Battles battles =
        Battles.builder(List.of("a", "b"), 0)
            .add(0, 1, BattleResult.A_WINS, Battles.ANONYMOUS)
            .times(3)
            .add(0, 1, BattleResult.B_WINS, Battles.ANONYMOUS)
            .build();
    Bootstrap.Result result = new Bootstrap(200, 1, Runnable::run).run(battles, DEFAULT);
    // without the vote for b: (3/4)^4; without one for a: (1/4)^4
    assertThat(result.skipped() / 200.0).isCloseTo(0.32, within(0.12));
  }

  @Test
  void styleAndDavidsonAreResampledToo() {
    Battles battles = References.battles(References.Parts.VOTERS, References.Parts.STYLE);
    for (RatingOptions options :
        new RatingOptions[] {
          DEFAULT.with(StyleControl.STANDARD),
          DEFAULT.with(StyleControl.FASTCHAT),
          DEFAULT.with(RatingMethod.DAVIDSON)
        }) {
      Bootstrap.Result result = new Bootstrap(30, 1, Runnable::run).run(battles, options);
      assertThat(result.skipped()).isLessThan(5);
      assertThat(result.rows()).hasSize(8).allMatch(row -> row.deviation() > 1);
    }
  }
}
