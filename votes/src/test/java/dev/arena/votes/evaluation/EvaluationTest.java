package dev.arena.votes.evaluation;

import static dev.arena.votes.evaluation.EvaluationDriver.CHALLENGER;
import static dev.arena.votes.evaluation.EvaluationDriver.CHAMPION;
import static dev.arena.votes.evaluation.EvaluationDriver.START;
import static dev.arena.votes.evaluation.Samples.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.BattleKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted where. */
class EvaluationTest {
  private static final long HOUR = EvaluationKey.HOUR;
  private static final long DAY = EvaluationKey.DAY;

  @TempDir Path folder;
  private EvaluationDriver driver;

  @BeforeEach
  void open() {
    driver = new EvaluationDriver(folder);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void aVoteIsCountedInItsHourItsDayAndTheTotal() {
    driver.battle(Samples.battle("p1", "ann"));
    assertThat(driver.evaluations().keySet())
        .containsExactlyInAnyOrder(
            "[\"arena.preferences\",\"arena-small@1.4.0\",\"all\",\"human\",0,0]",
            "[\"arena.preferences\",\"arena-small@1.4.0\",\"all\",\"human\",3600000,%d]"
                .formatted(START.toEpochMilli()),
            "[\"arena.preferences\",\"arena-small@1.4.0\",\"all\",\"human\",86400000,%d]"
                .formatted(Instant.parse("2026-01-10T00:00:00Z").toEpochMilli()));
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getN()).isEqualTo(1);
    assertThat(total.getLoss()).isEqualTo(FixedPoint.of(Math.log(2)));
    assertThat(total.getConfusion()).containsExactly(1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    assertThat(total.getBins().get(5).getN()).isEqualTo(1);
    assertThat(total.getUnits()).isEqualTo(1);
  }

  @Test
  void aPredictionMadeAfterTheVoteIsOnlyCounted() {
    driver.battle(
        Samples.battle("p1", "ann")
            .setPredictions(
                List.of(Samples.prediction(CHAMPION, MODEL, 0.5, 0.3).setBefore(false).build())));
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getN()).isZero();
    assertThat(total.getNAfter()).isEqualTo(1);
    assertThat(total.getLoss()).isZero();
    assertThat(total.getUnits()).isZero();
  }

  @Test
  void bothBadCountsAsATie() {
    driver.battle(Samples.battle("p1", "ann").setOutcome(VoteOutcome.BOTH_BAD));
    driver.battle(Samples.battle("p1", "bob").setOutcome(VoteOutcome.TIE));
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getConfusion()).containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 2L, 0L, 0L);
    assertThat(total.getAgreements()).isEqualTo(1);
  }

  @Test
  void anAmbiguousBattleCountsNowhereAndOneThatBecomesAmbiguousIsRemoved() {
    driver.battle(Samples.battle("p1", "ann").setAmbiguous(true));
    assertThat(driver.evaluations()).isEmpty();
    driver.battle(Samples.battle("p1", "ann"));
    assertThat(driver.evaluations()).hasSize(3);
    driver.battle(Samples.battle("p1", "ann").setAmbiguous(true));
    assertThat(driver.evaluations()).isEmpty();
  }

  @Test
  void aChangedVoteReplacesTheEarlierOne() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.evaluations();
    driver.battle(
        Samples.battle("p1", "ann")
            .setOutcome(VoteOutcome.B)
            .setVotedAt(START.plus(Duration.ofHours(1)))
            .setRevision(1));
    assertThat(driver.total(CHAMPION, MODEL).getConfusion())
        .containsExactly(0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == HOUR)
        .extracting(LiveEvaluation::getStart)
        .containsExactly(START.plus(Duration.ofHours(1)));
  }

  @Test
  void aWithdrawnVoteIsRemovedAndEmptySumsBecomeNullValues() {
    driver.battle(Samples.battle("p1", "ann"));
    assertThat(driver.evaluations()).hasSize(3);
    driver.battle("[\"p1\",\"human\",\"ann\"]", null);
    assertThat(driver.evaluations()).isEmpty();
    assertThat(driver.written()).isEqualTo(3);
  }

  @Test
  void theSameBattleAgainWritesNothing() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.evaluations();
    driver.battle(Samples.battle("p1", "ann").setReasons(List.of("shorter")));
    driver.battle("[\"p2\",\"human\",\"ann\"]", null);
    driver.evaluations();
    assertThat(driver.written()).isZero();
  }

  @Test
  void aPairIsCountedInEachOfItsSlices() {
    driver.battle(
        Samples.battle("p1", "ann")
            .setFacts(
                Samples.facts()
                    .setTurns(2)
                    .setCode(true)
                    .setPromptLength(2000)
                    .setLanguage("de")
                    .setCategory(List.of("math", "math", "law"))
                    .build()));
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == 0)
        .extracting(LiveEvaluation::getSlice)
        .containsExactlyInAnyOrder(
            "all",
            "script=Latin",
            "language=de",
            "category=math",
            "category=law",
            "multi-turn",
            "code",
            "long-prompt");
  }

  @Test
  void onlyTheFirstFiftySlicesAreCountedAndWhatIsNotCountedIsNotRemoved() {
    for (int i = 0; i < 60; i++) {
      driver.battle(
          Samples.battle("p" + i, "ann")
              .setFacts(Samples.facts().setScript("").setLanguage("l" + i).build()));
    }
    assertThat(totals()).hasSize(Admission.MAX_SLICES).contains("language=l48");
    for (int i = 0; i < 60; i++) {
      driver.battle("[\"p%d\",\"human\",\"ann\"]".formatted(i), null);
    }
    assertThat(driver.evaluations()).isEmpty();
  }

  private List<String> totals() {
    return driver.evaluations().values().stream()
        .filter(each -> each.getSize() == 0)
        .map(LiveEvaluation::getSlice)
        .toList();
  }

  @Test
  void aRestartCountsTheSameSlicesAndScorersEvenBeforeItHasReadStoredBattles() {
    for (int i = 0; i < Admission.MAX_SLICES; i++) {
      driver.battle(
          Samples.battle("p" + i, "ann")
              .setFacts(Samples.facts().setScript("").setLanguage("l" + i).build()));
    }
    driver.battle("[\"p48\",\"human\",\"ann\"]", null);
    Admission restarted = driver.admission();
    EvaluatedBattle battle =
        EvaluatedBattle.of(Samples.battle("p1", "ann").build(), START.toEpochMilli()).orElseThrow();
    EvaluatedBattle another =
        battle.with(List.of("all", "language=l60", "language=l48"), battle.predictions());
    assertThat(restarted.admit("human", another).orElseThrow().slices())
        .containsExactly("all", "language=l48");
    for (int i = 0; i < 2 * Admission.MAX_SCORERS; i++) {
      restarted.admit("human", battle.with(List.of(), List.of(by("m@" + i))));
    }
    Admission again = driver.admission();
    assertThat(
            again
                .admit("human", battle.with(List.of(), List.of(by("m@0"), by("m@999"))))
                .orElseThrow()
                .predictions())
        .containsExactly(by("m@0"));
  }

  private static EvaluatedBattle.Predicted by(String model) {
    return new EvaluatedBattle.Predicted(
        new Scorer(CHAMPION, model), true, new OutcomeProbabilities(0.5, 0.3, 0.2));
  }

  @Test
  void kindsOfVotesAreCountedApart() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(Samples.battle("p1", "gpt").setKind("judge"));
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == 0 && !each.getTopic().isEmpty())
        .extracting(LiveEvaluation::getKind, LiveEvaluation::getN)
        .containsExactlyInAnyOrder(tuple("human", 1L), tuple("judge", 1L));
  }

  @Test
  void onlyPeopleAndTheFirstNineOtherKindsAreCounted() {
    for (int i = 0; i < 12; i++) {
      driver.battle(Samples.battle("p1", "ann").setKind("kind" + i));
    }
    driver.battle(Samples.battle("p1", "ann"));
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == 0 && !each.getTopic().isEmpty())
        .hasSize(Admission.MAX_KINDS)
        .extracting(LiveEvaluation::getKind)
        .contains("human");
  }

  @Test
  void theVotesOfAJudgeAreComparedWithThoseOfPeopleOnTheSamePairs() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(Samples.battle("p1", "bob").setOutcome(VoteOutcome.B));
    driver.battle(Samples.battle("p1", "gpt").setKind("judge"));
    driver.battle(Samples.battle("p2", "gpt").setKind("judge"));
    LiveEvaluation judge = driver.of("", "judge", "all", "human", 0, 0);
    assertThat(judge.getN()).isEqualTo(2);
    assertThat(judge.getConfusion()).containsExactly(1L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(judge.getLoss()).isZero();
  }

  @Test
  void twoVotesOnAPairAreCombinedInTheWindowOfTheLaterOne() {
    Instant earlier = START.minus(Duration.ofHours(30));
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(Samples.battle("p1", "bob").setOutcome(VoteOutcome.B).setVotedAt(earlier));
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getCombinations()).isEqualTo(1);
    assertThat(total.getAgreements()).isZero();
    assertThat(total.getScorerAgreements()).isEqualTo(1);
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == HOUR && each.getCombinations() == 1)
        .extracting(LiveEvaluation::getStart)
        .containsExactly(START);
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() == DAY && each.getCombinations() == 1)
        .extracting(LiveEvaluation::getStart)
        .containsExactly(Instant.parse("2026-01-10T00:00:00Z"));
  }

  @Test
  void aVoteBeforeThePredictionIsNotCombined() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(
        Samples.battle("p1", "bob")
            .setPredictions(
                List.of(Samples.prediction(CHAMPION, MODEL, 0.5, 0.3).setBefore(false).build())));
    assertThat(driver.total(CHAMPION, MODEL).getCombinations()).isZero();
  }

  @Test
  void ofAPairTheFirst32VotesOfEachKindAreCombined() {
    for (int i = 0; i < 40; i++) {
      driver.battle(Samples.battle("p1", "v%02d".formatted(i)));
      driver.battle(Samples.battle("p1", "j%02d".formatted(i)).setKind("judge"));
      driver.battle(Samples.battle("p2", "v%02d".formatted(i)));
    }
    assertThat(driver.total(CHAMPION, MODEL).getCombinations()).isEqualTo(2 * 32 * 31 / 2);
    assertThat(driver.of("", "judge", "all", "human", 0, 0).getN()).isEqualTo(32 * 32);
    driver.battle("[\"p1\",\"human\",\"v03\"]", null);
    driver.battle("[\"p1\",\"human\",\"v39\"]", null);
    assertThat(driver.total(CHAMPION, MODEL).getCombinations()).isEqualTo(2 * 32 * 31 / 2);
    assertThat(driver.evaluations()).isEqualTo(driver.addedUpAgain());
  }

  @Test
  void theSideOnTheLeftIsCountedForDecisiveVotes() {
    driver.battle(Samples.battle("p1", "ann").setSwapped(false));
    driver.battle(Samples.battle("p2", "ann").setSwapped(true));
    driver.battle(Samples.battle("p3", "ann").setSwapped(true).setOutcome(VoteOutcome.B));
    driver.battle(Samples.battle("p4", "ann").setSwapped(true).setOutcome(VoteOutcome.TIE));
    driver.battle(Samples.battle("p5", "ann"));
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getDecisive()).isEqualTo(3);
    assertThat(total.getLeftWins()).isEqualTo(2);
  }

  @Test
  void aVoterIsAUnitAndSoIsEachAnonymousVote() {
    for (int i = 0; i < 10; i++) {
      driver.battle(Samples.battle("p" + i, "ann").setVotedAt(START.minusSeconds(90_000L * i)));
      driver.battle(
          Samples.battle("p" + i, "")
              .setVoter(null)
              .setSource(new RecordPosition("arena.votes", 0, (long) i)));
    }
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    assertThat(total.getN()).isEqualTo(20);
    assertThat(total.getUnits()).isEqualTo(11);
    assertThat(total.getAnonymous()).isEqualTo(10);
    assertThat(driver.evaluations().values())
        .filteredOn(each -> each.getSize() > 0)
        .allMatch(each -> each.getUnits() == 0);
  }

  @Test
  void aPairIsAUnitTooAndCountsTheFirst32VotesByVoter() {
    for (int i = 0; i < 40; i++) {
      driver.battle(
          Samples.battle("p1", "v%02d".formatted(i))
              .setOutcome(i < 32 ? VoteOutcome.A : VoteOutcome.B));
      driver.battle(Samples.battle("p2", "v%02d".formatted(i)).setOutcome(VoteOutcome.B));
    }
    LiveEvaluation total = driver.total(CHAMPION, MODEL);
    long a = FixedPoint.of(Math.log(2)) - total.getEntropy() / 80;
    long b = FixedPoint.of(-Math.log(0.3)) - total.getEntropy() / 80;
    assertThat(total.getUnits()).isEqualTo(40);
    assertThat(total.getPairs()).isEqualTo(2);
    assertThat(total.getPairSurprise()).isEqualTo(a + b);
    assertThat(total.getSurpriseSquared())
        .isEqualTo(32 * FixedPoint.square(a) + 48 * FixedPoint.square(b));
  }

  @Test
  void unitsAreOnlyInTheSliceOfAllPairs() {
    Battle.Builder battle =
        Samples.battle("p1", "ann")
            .setFacts(Samples.facts().build())
            .setPredictions(
                List.of(
                    Samples.prediction(CHAMPION, "m@1", 0.5, 0.3).build(),
                    Samples.prediction(CHALLENGER, "n@1", 0.25, 0.6).build()));
    driver.battle(battle);
    LiveEvaluation slice = driver.of(CHALLENGER, "n@1", "script=Latin", "human", 0, 0);
    assertThat(slice.getN()).isEqualTo(1);
    assertThat(slice.getUnits()).isZero();
    assertThat(slice.getComparisons().get(0).getN()).isEqualTo(1);
    assertThat(slice.getComparisons().get(0).getUnits()).isZero();
    assertThat(slice.getComparisons().get(0).getPairs()).isZero();
    LiveEvaluation all = driver.total(CHALLENGER, "n@1");
    assertThat(all.getComparisons().get(0).getPairs()).isEqualTo(1);
  }

  @Test
  void aChallengerIsComparedWithEachBundleOfTheChampion() {
    Battle.Builder battle =
        Samples.battle("p1", "ann")
            .setPredictions(
                List.of(
                    Samples.prediction(CHAMPION, "m@1", 0.5, 0.3).build(),
                    Samples.prediction(CHAMPION, "m@2", 0.25, 0.5).build(),
                    Samples.prediction(CHAMPION, "m@3", 0.2, 0.6).setBefore(false).build(),
                    Samples.prediction(CHALLENGER, "n@1", 0.25, 0.6).build()));
    driver.battle(battle);
    assertThat(driver.total(CHAMPION, "m@1").getComparisons()).isEmpty();
    List<ScorerComparison> comparisons = driver.total(CHALLENGER, "n@1").getComparisons();
    assertThat(comparisons).extracting(ScorerComparison::getModel).containsExactly("m@1", "m@2");
    ScorerComparison first = comparisons.get(0);
    assertThat(first.getN()).isEqualTo(1);
    assertThat(first.getUnits()).isEqualTo(1);
    assertThat(first.getUnitGain())
        .isEqualTo(FixedPoint.of(Math.log(2)) - FixedPoint.of(Math.log(4)));
    assertThat(first.getChangedWinners()).isEqualTo(1);
    assertThat(first.getDistance()).isEqualTo(FixedPoint.of((0.25 + 0.3 + 0.05) / 2));
    assertThat(comparisons.get(1).getChangedWinners()).isZero();
    driver.battle(battle.setPredictions(battle.getPredictions().subList(0, 3)));
    assertThat(driver.evaluations().keySet()).noneMatch(key -> key.contains(CHALLENGER));
  }

  @Test
  void windowsEndAfterTheirTimeAndTheTotalStays() {
    driver.battle(Samples.battle("p1", "ann"));
    assertThat(driver.evaluations()).hasSize(3);
    driver.pass(EvaluationSettings.HOURS.plus(Duration.ofMinutes(59)));
    assertThat(driver.evaluations()).hasSize(3);
    driver.pass(Duration.ofMinutes(1));
    assertThat(driver.evaluations().values())
        .extracting(LiveEvaluation::getSize)
        .containsExactlyInAnyOrder(0L, DAY);
    driver.pass(EvaluationSettings.DAYS);
    assertThat(driver.evaluations()).hasSize(1);
    driver.battle("[\"p1\",\"human\",\"ann\"]", null);
    assertThat(driver.evaluations()).isEmpty();
  }

  @Test
  void aVoteInAWindowThatHasEndedIsCountedInTheTotal() {
    driver.battle(Samples.battle("p1", "ann").setVotedAt(Instant.parse("2023-05-01T00:00:00Z")));
    assertThat(driver.evaluations().values())
        .extracting(LiveEvaluation::getSize)
        .containsExactly(0L);
  }

  /** Whatever the clocks of producers say, there are no windows for years ahead. */
  @Test
  void aVoteFarInTheFutureIsCountedInTheTotalOnlyUntilItComesAgain() {
    Battle.Builder future =
        Samples.battle("p1", "ann").setVotedAt(Instant.parse("2099-01-01T00:00:00Z"));
    driver.battle(future);
    driver.battle(Samples.battle("p1", "bob"));
    driver.battle(Samples.battle("p2", "ann").setVotedAt(START.plus(Duration.ofHours(30))));
    assertThat(driver.total(CHAMPION, MODEL).getN()).isEqualTo(3);
    assertThat(windows()).hasSize(2);
    // what is in no window is not removed from one either, even when its time has come
    driver.pass(Duration.ofHours(30));
    driver.battle("[\"p2\",\"human\",\"ann\"]", null);
    assertThat(windows()).hasSize(2).allMatch(each -> each.getN() == 1);
    driver.battle("[\"p1\",\"human\",\"ann\"]", null);
    driver.battle("[\"p1\",\"human\",\"bob\"]", null);
    assertThat(driver.evaluations()).isEmpty();
  }

  private List<LiveEvaluation> windows() {
    return driver.evaluations().values().stream().filter(each -> each.getSize() > 0).toList();
  }

  @Test
  void whatIsNotABattleIsADeadLetter() {
    driver.record("[\"p1\",\"human\",\"ann\"]", new byte[] {1, 2, 3});
    driver.record("p1", EvaluationDriver.bytes(Samples.battle("p1", "ann").build()));
    driver.record("[\"p1\",\"human\"]", null);
    driver.record("[\"p1\",null,\"ann\"]", null);
    assertThat(driver.deadLetterReasons()).hasSize(4);
    assertThat(driver.evaluations()).isEmpty();
  }

  @Test
  void aPredictionThatIsNoDistributionIsSkipped() {
    driver.battle(
        Samples.battle("p1", "ann")
            .setPredictions(
                List.of(
                    Samples.prediction(CHAMPION, "m@1", 0.5, 0.3).setTie(0.4).build(),
                    Samples.prediction(CHAMPION, "m@2", 0.5, 0.3).build())));
    assertThat(driver.evaluations().keySet()).hasSize(3).allMatch(key -> key.contains("m@2"));
  }

  @Test
  void aComparisonInWhichNoVoteIsLeftIsForgotten() {
    EvaluatedBattle three =
        EvaluatedBattle.of(
                Samples.battle("p1", "ann")
                    .setFacts(Samples.facts().build())
                    .setPredictions(
                        List.of(
                            Samples.prediction(CHALLENGER, "n@1", 0.25, 0.6).build(),
                            Samples.prediction(CHAMPION, "m@1", 0.5, 0.3).build(),
                            Samples.prediction(CHAMPION, "m@2", 0.25, 0.5).build()))
                    .build(),
                START.toEpochMilli())
            .orElseThrow();
    EvaluatedBattle two = three.with(three.slices(), three.predictions().subList(0, 2));
    BattleKey id = new BattleKey("p1", "human", "ann");
    List<PairVote> before = List.of(new PairVote("human", "ann", three));
    List<PairVote> after = List.of(new PairVote("human", "ann", two));
    Evaluations evaluations = new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli());
    evaluations.add(id, three); // as at a start
    evaluations.recombine(List.of(), before);
    assertThat(evaluations.comparisons()).isEqualTo(2 * three.slices().size());
    evaluations.recombine(before, after); // as for a battle that changes
    evaluations.remove(id, three);
    evaluations.add(id, two);
    assertThat(evaluations.comparisons()).isEqualTo(two.slices().size());
    LiveEvaluation total =
        evaluations
            .record(EvaluationKey.total(new Scorer(CHALLENGER, "n@1"), Slices.ALL, BattleKey.HUMAN))
            .orElseThrow();
    assertThat(total.getComparisons())
        .singleElement()
        .satisfies(each -> assertThat(each.getPairs()).isEqualTo(1));
    evaluations.recombine(after, List.of());
    evaluations.remove(id, two);
    assertThat(evaluations.comparisons()).isZero();
  }

  /** They are many, and no metric needs them. */
  @Test
  void theListenerHearsTotalsWithoutComparisons() {
    driver.battle(
        Samples.battle("p1", "ann")
            .setPredictions(
                List.of(
                    Samples.prediction(CHAMPION, "m@1", 0.5, 0.3).build(),
                    Samples.prediction(CHALLENGER, "n@1", 0.25, 0.6).build())));
    assertThat(driver.total(CHALLENGER, "n@1").getComparisons()).hasSize(1);
    assertThat(driver.heard).hasSize(2).allMatch(each -> each.total().getComparisons().isEmpty());
  }

  @Test
  void theListenerHearsTheTotalAndTheLastDayOfEachScorer() {
    driver.battle(Samples.battle("p1", "ann").setVotedAt(START.minus(Duration.ofHours(23))));
    driver.battle(Samples.battle("p2", "ann").setVotedAt(START.minus(Duration.ofHours(24))));
    driver.battle(Samples.battle("p2", "gpt").setKind("judge"));
    driver.evaluations();
    assertThat(driver.heard)
        .filteredOn(each -> each.total().getKind().equals("human"))
        .singleElement()
        .satisfies(
            heard -> {
              assertThat(heard.total().getN()).isEqualTo(2);
              assertThat(heard.lastDay().getN()).isEqualTo(1);
            });
    assertThat(driver.heard).hasSize(2);
  }

  /** No vote changes, but the clock moves on. */
  @Test
  void theListenerHearsThatTheLastDayHasNoVotesWhenTheyStop() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(Samples.battle("p2", "ann").setVotedAt(START.minus(Duration.ofHours(20))));
    driver.evaluations();
    assertThat(driver.heard)
        .singleElement()
        .satisfies(heard -> assertThat(heard.lastDay().getN()).isEqualTo(2));
    driver.pass(Duration.ofHours(4));
    assertThat(driver.heard)
        .singleElement()
        .satisfies(heard -> assertThat(heard.lastDay().getN()).isEqualTo(1));
    driver.pass(Duration.ofHours(20));
    assertThat(driver.heard).isEmpty();
  }
}
