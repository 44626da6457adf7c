package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatingBoardTest {
  private static final RatingOptions DEFAULT = RatingOptions.DEFAULT;
  private final BattleTable table = new BattleTable();
  private long nextId;

  @Test
  void threeWinsToOneAreOddsOfThreeToOne() {
    vote("a", "b", BattleResult.A_WINS, 3);
    vote("a", "b", BattleResult.B_WINS, 1);

    RatingBoard board = compute(DEFAULT);

    double difference = 400 * Math.log10(3);
    assertThat(standing(board, "a").rating()).isCloseTo(1000 + difference / 2, within(1e-9));
    assertThat(standing(board, "b").rating()).isCloseTo(1000 - difference / 2, within(1e-9));
    assertThat(board.method()).isEqualTo("bradley-terry/1");
  }

  @Test
  void aModelThatOnlyWinsIsUnrankedAndItsVotesDoNotCount() {
    cycle("a", "b", "c");
    vote("winner", "a", BattleResult.A_WINS, 5);

    RatingBoard board = compute(DEFAULT);

    BoardRow winner = board.rows().get(3);
    assertThat(winner)
        .isEqualTo(
            new BoardRow(
                "winner", new BoardRow.Counts(5, 0, 5, 0, 0), RatingStatus.UNRANKED, null));
    assertThat(board.totals().votes()).isEqualTo(8);
    assertThat(board.totals().ratedVotes()).isEqualTo(3);
    assertThat(board.warnings())
        .contains(
            "1 model is unranked: votes for and against a model must connect it to other models",
            "5 votes compare models of different components and do not count for ratings");
    assertThat(standing(board, "a").rating()).isCloseTo(1000, within(1e-9));
  }

  @Test
  void componentsAreBoardsOfTheirOwnTheLargestFirst() {
    cycle("x", "y");
    cycle("a", "b", "c");
    vote("a", "x", BattleResult.A_WINS, 9);

    RatingBoard board = compute(DEFAULT);

    assertThat(board.components()).isEqualTo(2);
    assertThat(board.rows()).extracting(BoardRow::model).containsExactly("a", "b", "c", "x", "y");
    assertThat(board.rows())
        .extracting(row -> row.standing().component())
        .containsExactly(1, 1, 1, 2, 2);
    assertThat(standing(board, "x").rankWorst()).isEqualTo(2);
    assertThat(board.warnings().toString()).contains("2 components cannot be compared");
  }

  @Test
  void aTieConnectsInBothDirections() {
    vote("a", "b", BattleResult.TIE, 1);
    assertThat(standing(compute(DEFAULT), "a").rating()).isCloseTo(1000, within(1e-9));
  }

  @Test
  void withoutVotesTheBoardIsEmpty() {
    RatingBoard board = compute(DEFAULT);
    assertThat(board.rows()).isEmpty();
    assertThat(board.totals().tieShare()).isZero();
  }

  @Test
  void anonymousVotesGiveIntervalsPerVoteWithAWarning() {
    draw(0, 1000);
    RatingBoard board = compute(DEFAULT);
    assertThat(standing(board, "m0").interval()).isNotNull();
    assertThat(board.warnings())
        .containsExactly(
            "intervals take each vote as independent: they are too narrow if some people voted"
                + " often");
  }

  @Test
  void nineKnownVotersGiveNoIntervalsAndTenDo() {
    draw(9, 900);
    RatingBoard nine = compute(DEFAULT);
    assertThat(nine.rows()).allMatch(row -> row.standing().interval() == null);
    assertThat(nine.rows()).allMatch(row -> row.status() == RatingStatus.PROVISIONAL);
    assertThat(nine.rows()).allMatch(row -> row.standing().rankBest() == 1);
    assertThat(nine.rows()).allMatch(row -> row.standing().rankWorst() == 5);
    assertThat(nine.warnings()).containsExactly("9 known voters; intervals need at least 10");

    table.put(nextId++, RatedVote.of("m0", "m1", BattleResult.TIE, "one more"));
    RatingBoard ten = compute(DEFAULT);
    assertThat(ten.rows()).allMatch(row -> row.standing().interval() != null);
    assertThat(ten.warnings()).isEmpty();
  }

  @Test
  void aModelWithFourVotersHasNoIntervalAndDoesNotChangeTheRanksOfOthers() {
    draw(50, 5000);
    RatingBoard before = compute(DEFAULT);
    for (int voter = 0; voter < 4; voter++) {
      for (int i = 0; i < 50; i++) {
        table.put(nextId++, RatedVote.of("new", "m0", BattleResult.A_WINS, "voter " + voter));
        table.put(nextId++, RatedVote.of("new", "m0", BattleResult.TIE, "voter " + voter));
      }
    }

    RatingBoard board = compute(DEFAULT);

    BoardRow row = row(board, "new");
    assertThat(row.standing().interval()).isNull();
    assertThat(row.standing().rankBest()).isEqualTo(1);
    assertThat(row.standing().rankWorst()).isEqualTo(6);
    assertThat(row.status()).isEqualTo(RatingStatus.PROVISIONAL);
    assertThat(board.warnings())
        .containsExactly("1 model was judged by fewer than 5 voters and has no interval");
    assertThat(standing(board, "m4").rankBest()).isEqualTo(standing(before, "m4").rankBest());

    table.put(nextId++, RatedVote.of("new", "m0", BattleResult.TIE, "voter 4"));
    assertThat(standing(compute(DEFAULT), "new").interval()).isNotNull();
  }

  @Test
  void theIntervalOfAModelUsesTheNumberOfItsVoters() {
    draw(50, 5000);
    for (int voter = 0; voter < 6; voter++) {
      for (int i = 0; i < 20; i++) {
        BattleResult result = i < 8 + voter ? BattleResult.A_WINS : BattleResult.B_WINS;
        table.put(nextId++, RatedVote.of("new", "m0", result, "voter " + voter));
      }
    }
    Battles battles = table.battles();
    RatingFit fit = RatingFit.of(battles, battles.rowWeights(), DEFAULT);
    Covariance covariance = Covariance.perVoter(fit, battles.rowsByVoter());

    RatingBoard board = compute(DEFAULT);

    for (BoardRow row : board.rows()) {
      int parameter = fit.components().parameterOf(battles.models().indexOf(row.model()));
      double v = row.model().equals("new") ? 6 : 50;
      double half =
          BoardAssembly.POINTS
              * Math.sqrt(covariance.variance(parameter) * v / (v - 1))
              * Quantiles.studentT(0.025, v - 1);
      Interval interval = row.standing().interval();
      assertThat((interval.high() - interval.low()) / 2).isCloseTo(half, within(1e-9));
    }
  }

  @Test
  void statusFollowsTheHalfWidthAtAnyRequestedLevel() {
    draw(0, 400_000 / 100);
    RatingBoard board = compute(DEFAULT);
    assertThat(board.rows()).allMatch(row -> row.status() == expectedStatus(row));
    RatingBoard narrow = compute(DEFAULT.withLevel(0.5));
    assertThat(narrow.rows())
        .extracting(BoardRow::status)
        .isEqualTo(board.rows().stream().map(BoardRow::status).toList());
  }

  private static RatingStatus expectedStatus(BoardRow row) {
    Interval interval = row.standing().interval();
    double half = (interval.high() - interval.low()) / 2;
    return half <= 30
        ? RatingStatus.ESTABLISHED
        : half <= 60 ? RatingStatus.USABLE : RatingStatus.PROVISIONAL;
  }

  @Test
  void ranksAreAsWideAsTheVotesAllow() {
    draw(0, 20_000);
    RatingBoard many = compute(DEFAULT);
    for (int i = 0; i < 5; i++) {
      BoardRow.Standing standing = many.rows().get(i).standing();
      assertThat(standing.rankBest()).isEqualTo(i + 1);
      assertThat(standing.rankWorst()).isEqualTo(i + 1);
    }
  }

  @Test
  void theAnchorHasItsRating() {
    draw(0, 500);
    RatingBoard plain = compute(DEFAULT);
    RatingBoard board = compute(DEFAULT.with(new RatingAnchor("m2", 1234)));
    assertThat(standing(board, "m2").rating()).isCloseTo(1234, within(1e-9));
    Interval before = standing(plain, "m4").interval();
    Interval after = standing(board, "m4").interval();
    assertThat(after.high() - after.low()).isCloseTo(before.high() - before.low(), within(1e-9));
  }

  @Test
  void anAnchorWithoutRatingIsAWarning() {
    draw(0, 500);
    assertThat(compute(DEFAULT.with(new RatingAnchor("gone", 1234))).warnings().toString())
        .contains("the anchor gone has no rating");
  }

  @Test
  void davidsonWithoutTiesIsBradleyTerry() {
    vote("a", "b", BattleResult.A_WINS, 3);
    vote("a", "b", BattleResult.B_WINS, 1);
    RatingBoard davidson = compute(DEFAULT.with(RatingMethod.DAVIDSON));
    assertThat(davidson.nu()).isZero();
    assertThat(standing(davidson, "a").rating())
        .isCloseTo(standing(compute(DEFAULT), "a").rating(), within(1e-9));
  }

  @Test
  void twoModelsTieAsOftenAsDavidsonsNuSays() {
    vote("a", "b", BattleResult.A_WINS, 3);
    vote("a", "b", BattleResult.B_WINS, 3);
    vote("a", "b", BattleResult.TIE, 2);
    RatingBoard board = compute(DEFAULT.with(RatingMethod.DAVIDSON));
    assertThat(board.nu() / (1 + board.nu())).isCloseTo(0.25, within(1e-12));
    assertThat(board.method()).isEqualTo("davidson/1");
  }

  @Test
  void davidsonIsRefusedIfTheVotesDoNotDetermineIt() {
    vote("a", "b", BattleResult.TIE, 3);
    assertThatThrownBy(() -> compute(DEFAULT.with(RatingMethod.DAVIDSON)))
        .isInstanceOf(IndeterminateRatingException.class)
        .hasMessageContaining("all votes are ties");

    // a beats b, and both tie with c: any larger nu and any larger difference explain it better
    BattleTable chain = new BattleTable();
    chain.put(1, RatedVote.of("a", "b", BattleResult.A_WINS, null));
    chain.put(2, RatedVote.of("b", "c", BattleResult.TIE, null));
    chain.put(3, RatedVote.of("c", "a", BattleResult.TIE, null));
    assertThatThrownBy(
            () -> RatingBoard.compute(chain.battles(), DEFAULT.with(RatingMethod.DAVIDSON)))
        .isInstanceOf(IndeterminateRatingException.class)
        .hasMessageContaining("no maximum");
  }

  @Test
  void styleControlFindsTheEffectOfStyleAndRemovesIt() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      // long wins more often; wordy is as good as terse, but longer
      int longer = random.nextInt(1, 400);
      StyleDifference style =
          StyleDifference.between(
              new StyleCounts(200 + longer, 0, 0, 0), new StyleCounts(200, 0, 0, 0));
      boolean wins = random.nextDouble() < 1 / (1 + Math.exp(-2 * style.length()));
      table.put(
          nextId++,
          new RatedVote(
              "wordy", "terse", wins ? BattleResult.A_WINS : BattleResult.B_WINS, null, 1, style));
    }

    RatingBoard plain = compute(DEFAULT);
    RatingBoard styled =
        RatingBoard.compute(table.styledBattles(slot -> true), DEFAULT.with(StyleControl.STANDARD));

    assertThat(standing(plain, "wordy").rating()).isGreaterThan(1050);
    assertThat(standing(styled, "wordy").interval().low()).isLessThan(1000);
    assertThat(styled.style())
        .extracting(StyleCoefficient::feature)
        .containsExactly(StyleFeature.LENGTH);
    double rms = StyleScale.of(table.styledBattles(slot -> true), false).deviation()[0];
    assertThat(styled.style().get(0).interval().low()).isLessThan(2 * rms);
    assertThat(styled.style().get(0).interval().high()).isGreaterThan(2 * rms);
    assertThat(styled.warnings())
        .contains(
            "the style feature bold is the same in both answers of all votes and has no"
                + " coefficient");
    assertThat(styled.method()).isEqualTo("bradley-terry+style/1");
  }

  @Test
  void styleThatPredictsAllVotesIsRefused() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      int a = random.nextInt(3);
      int b = (a + 1 + random.nextInt(2)) % 3;
      boolean longer = random.nextBoolean();
      table.put(
          nextId++,
          new RatedVote(
              "m" + a,
              "m" + b,
              longer ? BattleResult.A_WINS : BattleResult.B_WINS,
              null,
              1,
              StyleDifference.between(
                  new StyleCounts(longer ? 300 : 100, random.nextInt(5), 0, 0),
                  new StyleCounts(200, random.nextInt(5), 0, 0))));
    }
    Battles battles = table.styledBattles(slot -> true);
    for (StyleControl control :
        List.of(StyleControl.STANDARD, StyleControl.FASTCHAT, StyleControl.ARENA_RANK)) {
      assertThatThrownBy(() -> RatingBoard.compute(battles, DEFAULT.with(control)))
          .isInstanceOf(IndeterminateRatingException.class)
          .hasMessageContaining("do not determine the coefficients of style");
    }
  }

  @Test
  void aRareStyleThatAlwaysWinsIsRefused() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 5000; i++) {
      boolean headed = i % 1000 == 0;
      table.put(
          nextId++,
          new RatedVote(
              "a",
              "b",
              headed || random.nextBoolean() ? BattleResult.A_WINS : BattleResult.B_WINS,
              null,
              1,
              StyleDifference.between(
                  new StyleCounts(random.nextInt(1, 900), headed ? 2 : 0, 0, 0),
                  new StyleCounts(random.nextInt(1, 900), 0, 0, 0))));
    }
    assertThatThrownBy(
            () ->
                RatingBoard.compute(
                    table.styledBattles(slot -> true), DEFAULT.with(StyleControl.STANDARD)))
        .isInstanceOf(IndeterminateRatingException.class);
  }

  @Test
  void styleControlNeedsStyle() {
    cycle("a", "b");
    assertThatThrownBy(() -> compute(DEFAULT.with(StyleControl.STANDARD)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("battles without style");
    assertThatThrownBy(() -> DEFAULT.with(RatingMethod.DAVIDSON).with(StyleControl.STANDARD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesIsAsManyBattles() {
    List<String> names = List.of("a", "b");
    Battles aggregated =
        Battles.builder(names, 0)
            .add(0, 1, BattleResult.A_WINS, Battles.ANONYMOUS)
            .times(3)
            .add(0, 1, BattleResult.B_WINS, Battles.ANONYMOUS)
            .build();
    vote("a", "b", BattleResult.A_WINS, 3);
    vote("b", "a", BattleResult.A_WINS, 1);
    assertThat(RatingBoard.compute(aggregated, DEFAULT)).isEqualTo(compute(DEFAULT));
    assertThat(aggregated.matchups()).containsExactly(new Matchup(0, 1, 3, 0, 1));
  }

  @Test
  void mistakesInBattlesAreNamed() {
    assertThatThrownBy(() -> Battles.builder(List.of("b", "a"), 0))
        .hasMessageContaining("model a follows b");
    BattlesBuilder builder = Battles.builder(List.of("a", "b"), 0);
    assertThatThrownBy(() -> builder.add(1, 1, BattleResult.TIE, Battles.ANONYMOUS))
        .hasMessageContaining("both sides of a battle are b");
    assertThatThrownBy(() -> builder.add(0, 1, BattleResult.TIE, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    builder.add(0, 1, BattleResult.TIE, Battles.ANONYMOUS).style(new StyleDifference(0, 0, 0, 0));
    assertThatThrownBy(() -> builder.weight(0)).hasMessageContaining("weight of a battle is 0.0");
    builder.add(0, 1, BattleResult.TIE, Battles.ANONYMOUS);
    assertThatThrownBy(builder::build).hasMessageContaining("1 of 2 battles have a style");
  }

  @Test
  void aTableForgetsNamesWithoutBattles() {
    cycle("a", "b");
    long id = nextId;
    vote("c", "a", BattleResult.A_WINS, 1);
    assertThat(table.battles().models()).containsExactly("a", "b", "c");
    assertThat(table.remove(id)).isTrue();
    assertThat(table.remove(id)).isFalse();
    assertThat(table.battles().models()).containsExactly("a", "b");
    assertThat(table.size()).isEqualTo(2);
  }

  private void vote(String a, String b, BattleResult result, int times) {
    for (int i = 0; i < times; i++) {
      table.put(nextId++, RatedVote.of(a, b, result, null));
    }
  }

  /** Each model beats the next, and the last one the first. */
  private void cycle(String... models) {
    for (int i = 0; i < models.length; i++) {
      vote(models[i], models[(i + 1) % models.length], BattleResult.A_WINS, 1);
    }
  }

  /** Votes on five models, m0 the weakest and m4 the best. */
  private void draw(int voters, int votes) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < votes; i++) {
      int a = random.nextInt(5);
      int b = (a + 1 + random.nextInt(4)) % 5;
      boolean wins = random.nextDouble() < 1 / (1 + Math.exp(-0.4 * (a - b)));
      table.put(
          nextId++,
          RatedVote.of(
              "m" + a,
              "m" + b,
              wins ? BattleResult.A_WINS : BattleResult.B_WINS,
              voters == 0 ? null : "voter " + i % voters));
    }
  }

  private RatingBoard compute(RatingOptions options) {
    return RatingBoard.compute(table.battles(), options);
  }

  private static BoardRow row(RatingBoard board, String model) {
    List<BoardRow> rows = new ArrayList<>(board.rows());
    rows.removeIf(row -> !row.model().equals(model));
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static BoardRow.Standing standing(RatingBoard board, String model) {
    return row(board, model).standing();
  }

  @Test
  void votesThatAllAgreeGiveNoInterval() {
    vote("a", "b", BattleResult.TIE, 20);

    RatingBoard board = compute(DEFAULT);

    assertThat(board.rows())
        .allSatisfy(
            row -> {
              assertThat(row.status()).isEqualTo(RatingStatus.PROVISIONAL);
              assertThat(row.standing().interval()).isNull();
              assertThat(row.standing().rankBest()).isEqualTo(1);
              assertThat(row.standing().rankWorst()).isEqualTo(2);
            });
    assertThat(board.warnings())
        .contains("2 models have no interval: all votes agree, for example that it is a tie");
  }
}
