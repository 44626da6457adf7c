package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.statistics.sequential.ComparisonDecision.Conclusion;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which figures follow from which sums. */
class EvaluationFiguresTest {
  private static final Instant START = EvaluationDriver.START;
  private static final Scorer SCORER = new Scorer(EvaluationDriver.CHAMPION, Samples.MODEL);

  /** The sums of votes by voters of their own; each prediction is 0.5, 0.3, 0.2. */
  private static Evaluations evaluations(int... outcomes) {
    Evaluations evaluations = new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli());
    for (int i = 0; i < outcomes.length; i++) {
      EvaluatedBattle vote = vote(outcomes[i], START.minus(Duration.ofDays(i)));
      evaluations.add(new BattleKey("p" + i, "human", "v" + i), vote);
      evaluations.recombine(List.of(), List.of(new PairVote("human", "v" + i, vote)));
    }
    return evaluations;
  }

  private static EvaluatedBattle vote(int outcome, Instant votedAt) {
    return new EvaluatedBattle(
        false,
        outcome,
        votedAt.toEpochMilli(),
        false,
        Left.UNKNOWN,
        List.of(Slices.ALL),
        List.of(new Predicted(SCORER, true, new OutcomeProbabilities(0.5, 0.3, 0.2))));
  }

  private static List<LiveEvaluation> records(Evaluations evaluations) {
    List<LiveEvaluation> records = new ArrayList<>();
    evaluations.sums().keySet().forEach(key -> records.add(evaluations.record(key).orElseThrow()));
    return records;
  }

  private static EvaluationFigures figures(Integer days, int... outcomes) {
    EvaluationRecords records = EvaluationRecords.of(records(evaluations(outcomes)));
    List<EvaluationFigures> figures = days == null ? records.all() : records.lastDays(days, START);
    assertThat(figures).hasSize(1);
    return figures.get(0);
  }

  @Test
  void meansAreOverTheVotes() {
    JsonNode json = figures(null, 0, 1, 2, 0).json();
    double loss = -(2 * Math.log(0.5) + Math.log(0.3) + Math.log(0.2)) / 4;
    assertThat(json.get("votes").asLong()).isEqualTo(4);
    assertThat(json.get("log_loss").asDouble()).isCloseTo(loss, within(1e-7));
    assertThat(json.get("brier").asDouble()).isCloseTo((2 * 0.38 + 0.78 + 0.98) / 4, within(1e-7));
    assertThat(json.get("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.get("calibration_error").asDouble()).isCloseTo(0, within(1e-7));
    assertThat(json.get("calibration").asText()).isEqualTo("too few voters or pairs");
    assertThat(json.get("left_wins_share").isNull()).isTrue();
  }

  @Test
  void theClassPriorKnowsOnlyEarlierVotes() {
    // the order of the votes does not matter: 1/3, 1/4, 1/5, 2/6
    assertThat(figures(null, 0, 1, 2, 0).classPriorLogLoss())
        .isCloseTo(Math.log(3.0 * 4 * 5 * 3) / 4, within(1e-12));
  }

  @Test
  void theLastDaysAreAddedUpAndTheirClassPriorKnowsTheVotesBefore() {
    EvaluationFigures lastTwo = figures(2, 0, 1, 2, 0);
    assertThat(lastTwo.sums().votes()).isEqualTo(2);
    assertThat(lastTwo.sums().logLoss())
        .isCloseTo(-(Math.log(0.5) + Math.log(0.3)) / 2, within(1e-7));
    // before were a tie and an A: then a B with 1/5, and an A with 2/6
    assertThat(lastTwo.classPriorLogLoss()).isCloseTo(Math.log(5.0 * 3) / 2, within(1e-12));
    assertThat(lastTwo.calibration()).isNull();
    assertThat(figures(400, 0, 1, 2, 0).sums().votes()).isEqualTo(4);
  }

  @Test
  void aScorerThatIsTooSureRaisesTheAlarm() {
    int[] outcomes = new int[2000];
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = 1 + i % 2;
    }
    assertThat(figures(null, outcomes).json().get("calibration").asText())
        .isEqualTo("overconfident");
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2;
    }
    assertThat(figures(null, outcomes).json().get("calibration").asText()).isEqualTo("no alarm");
  }

  @Test
  void manyVotesOfOneVoterOrOnOnePairAreTooFewForAVerdict() {
    for (boolean ofOneVoter : new boolean[] {true, false}) {
      Evaluations evaluations = new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli());
      List<PairVote> ofOnePair = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        EvaluatedBattle vote = vote(i % 3, START);
        String voter = ofOneVoter ? "ann" : "v" + i;
        evaluations.add(new BattleKey(ofOneVoter ? "p" + i : "p", "human", voter), vote);
        if (ofOneVoter) {
          evaluations.recombine(List.of(), List.of(new PairVote("human", voter, vote)));
        } else {
          ofOnePair.add(new PairVote("human", voter, vote));
        }
      }
      evaluations.recombine(List.of(), ofOnePair);
      List<EvaluationFigures> figures = EvaluationRecords.of(records(evaluations)).all();
      assertThat(EvaluationTable.lines(figures).get(1)).endsWith("too few voters or pairs");
      JsonNode json = figures.get(0).json();
      assertThat(json.get("calibration").asText()).isEqualTo("too few voters or pairs");
      assertThat(json.get("mean_surprise_interval").isNull()).isTrue();
    }
  }

  @Test
  void theGainOfOneVoterHasNoInterval() {
    ComparisonFigures many = comparison(5000, 0.03, 0.2);
    ComparisonFigures one =
        new ComparisonFigures(
            many.challenger(), ScorerComparison.newBuilder(many.sums()).setUnits(1L).build());
    assertThat(one.lines()).anyMatch(line -> line.contains("[unknown], per voter"));
    assertThat(lastLine(one)).startsWith("undecided: too few voters or pairs");
  }

  @Test
  void votesOfAnotherKindHaveOnlyAgreement() {
    Evaluations evaluations = new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli());
    evaluations.recombine(
        List.of(),
        List.of(
            new PairVote("human", "ann", vote(0, START)),
            new PairVote("judge", "gpt", vote(0, START)),
            new PairVote("judge", "llama", vote(1, START))));
    EvaluationFigures judge =
        EvaluationRecords.of(records(evaluations)).all().stream()
            .filter(EvaluationFigures::isRater)
            .findFirst()
            .orElseThrow();
    assertThat(judge.json().fieldNames())
        .toIterable()
        .containsExactly("rater", "slice", "kind", "votes", "accuracy", "kappa", "confusion");
    assertThat(judge.json().get("accuracy").asDouble()).isEqualTo(0.5);
  }

  /** A challenger with the mean gain in each of the units. */
  private static ComparisonFigures comparison(long units, double gain, double spread) {
    double squares = units * (gain * gain + spread * spread);
    return new ComparisonFigures(
        LiveEvaluation.newBuilder()
            .setTopic(EvaluationDriver.CHALLENGER)
            .setModel("next@1")
            .setSlice("all")
            .setKind("human")
            .setSize(0L)
            .setStart(Instant.EPOCH)
            .build(),
        ScorerComparison.newBuilder()
            .setTopic(EvaluationDriver.CHAMPION)
            .setModel("now@1")
            .setN(units)
            .setUnits(units)
            .setUnitGain(Math.round(units * gain * (1 << 24)))
            .setUnitGainSquared(Math.round(squares * (1 << 24)))
            .setPairs(units)
            .setPairGain(Math.round(units * gain * (1 << 24)))
            .setPairGainSquared(Math.round(squares * (1 << 24)))
            .setGainSquared(Math.round(squares * (1 << 24)))
            .setChallengerLoss(units * FixedPoint.of(1 - gain))
            .setChampionLoss(units * FixedPoint.of(1))
            .build());
  }

  @Test
  void aComparisonEndsInOneOfFourDecisions() {
    assertThat(lastLine(comparison(5000, 0.03, 0.2))).startsWith("better");
    assertThat(lastLine(comparison(5000, -0.03, 0.2))).startsWith("worse");
    assertThat(lastLine(comparison(50_000, 0.0001, 0.1))).startsWith("equivalent");
    assertThat(lastLine(comparison(2000, 0.01, 0.3)))
        .matches(
            "undecided: about [0-9,]+ more voters needed who vote on as many pairs, if the gain stays as it is");
    assertThat(lastLine(comparison(1, 0.01, 0))).startsWith("undecided: too few voters or pairs");
  }

  @Test
  void twoBundlesAreComparedWhicheverOfThemWasTheChampion() {
    ComparisonFigures better = comparison(5000, 0.03, 0.2);
    List<LiveEvaluation> records =
        List.of(
            LiveEvaluation.newBuilder(better.challenger())
                .setComparisons(List.of(better.sums()))
                .build());
    ComparisonFigures direct = ComparisonFigures.between(records, "next@1", "now@1").orElseThrow();
    ComparisonFigures reversed =
        ComparisonFigures.between(records, "now@1", "next@1").orElseThrow();
    assertThat(lastLine(direct)).startsWith("better");
    assertThat(lastLine(reversed)).startsWith("worse");
    assertThat(reversed.json().get("gain").asDouble())
        .isEqualTo(-direct.json().get("gain").asDouble());
    assertThat(ComparisonFigures.between(records, "next@1", "other@1")).isEmpty();
  }

  /** After a promotion, the champion's bundle is on the other topic. */
  @Test
  void ofTwoComparisonsTheOneWithTheLatestVotesDecides() {
    ComparisonFigures before = comparison(50_000, 0.03, 0.2);
    ComparisonFigures after = exchanged(comparison(5000, 0.02, 0.2));
    List<LiveEvaluation> records =
        List.of(
            total(before),
            total(after),
            hour(EvaluationDriver.CHAMPION, "now@1", 5, 10),
            hour(EvaluationDriver.CHALLENGER, "next@1", 6, 10),
            hour(EvaluationDriver.CHAMPION, "next@1", 7, 10),
            hour(EvaluationDriver.CHALLENGER, "now@1", 6, 11));
    // now@1 is the challenger, and is better than next@1
    ComparisonFigures back = ComparisonFigures.between(records, "now@1", "next@1").orElseThrow();
    assertThat(lastLine(back)).startsWith("better");
    assertThat(back.sums().getN()).isEqualTo(5000);
    assertThat(lastLine(ComparisonFigures.between(records, "next@1", "now@1").orElseThrow()))
        .startsWith("worse");
    // the same two totals before the promotion
    List<LiveEvaluation> earlier = new ArrayList<>(records.subList(0, 4));
    assertThat(lastLine(ComparisonFigures.between(earlier, "next@1", "now@1").orElseThrow()))
        .startsWith("better");
  }

  private static ComparisonFigures exchanged(ComparisonFigures comparison) {
    return new ComparisonFigures(
        LiveEvaluation.newBuilder(comparison.challenger()).setModel("now@1").build(),
        ScorerComparison.newBuilder(comparison.sums()).setModel("next@1").build());
  }

  private static LiveEvaluation total(ComparisonFigures comparison) {
    return LiveEvaluation.newBuilder(comparison.challenger())
        .setComparisons(List.of(comparison.sums()))
        .build();
  }

  private static LiveEvaluation hour(String topic, String model, int hour, long votes) {
    return LiveEvaluation.newBuilder()
        .setTopic(topic)
        .setModel(model)
        .setSlice("all")
        .setKind("human")
        .setSize(EvaluationKey.HOUR)
        .setStart(Instant.ofEpochMilli(hour * EvaluationKey.HOUR))
        .setN(votes)
        .build();
  }

  @Test
  void fewPairsHaveNoIntervalHoweverManyVotersThereAre() {
    ComparisonFigures many = comparison(5000, 0.03, 0.2);
    ComparisonFigures few =
        new ComparisonFigures(
            many.challenger(), ScorerComparison.newBuilder(many.sums()).setPairs(50L).build());
    assertThat(few.decision().conclusion()).isEqualTo(Conclusion.UNDECIDED);
  }

  @Test
  void aSliceHasNoIntervalAndNoDecision() {
    ComparisonFigures all = comparison(5000, 0.03, 0.2);
    ComparisonFigures slice =
        new ComparisonFigures(
            LiveEvaluation.newBuilder(all.challenger()).setSlice("code").build(),
            ScorerComparison.newBuilder()
                .setTopic(all.sums().getTopic())
                .setModel(all.sums().getModel())
                .setN(5000L)
                .build());
    assertThat(lastLine(slice)).startsWith("none in a slice");
    assertThat(slice.json().has("champion_log_loss")).isTrue();
    assertThat(slice.json().has("gain")).isFalse();
    assertThat(slice.json().has("decision")).isFalse();
  }

  private static String lastLine(ComparisonFigures comparison) {
    List<String> lines = comparison.lines();
    return lines.get(lines.size() - 1).replaceFirst("^ *decision *", "");
  }

  @Test
  void aComparisonSaysHowManyUnitsAreMissingAndLeavesOutAnUnknownInterval() {
    JsonNode undecided = comparison(2000, 0.01, 0.3).json();
    assertThat(undecided.get("decision").asText()).isEqualTo("undecided");
    assertThat(undecided.get("voters_missing").asLong()).isPositive();
    assertThat(undecided.get("gain").asDouble()).isCloseTo(0.01, within(1e-6));
    assertThat(undecided.get("gain_interval")).hasSize(2);
    JsonNode few = comparison(99, 0.01, 0.3).json();
    assertThat(few.get("gain_interval").isNull()).isTrue();
  }

  @Test
  void theTableHasALineForEachScorerAndATableForOtherKinds() {
    Evaluations evaluations = evaluations(0, 1);
    evaluations.recombine(
        List.of(),
        List.of(
            new PairVote("human", "ann", vote(0, START)),
            new PairVote("judge", "gpt", vote(0, START))));
    List<String> lines = EvaluationTable.lines(EvaluationRecords.of(records(evaluations)).all());
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).startsWith("scorer").contains("log loss");
    assertThat(lines.get(1))
        .startsWith("arena-small@1.4.0 on arena.preferences")
        .contains("50.0 %");
    assertThat(lines.get(3)).startsWith("votes of").contains("kappa");
    assertThat(lines.get(4)).startsWith("judge").contains("100.0 %");
  }
}
