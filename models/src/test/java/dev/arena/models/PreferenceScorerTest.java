package dev.arena.models;

import static dev.arena.models.testing.TinyBundle.pair;
import static dev.arena.models.testing.TinyBundle.swapped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.facts.PairFactsReader;
import dev.arena.models.network.Sessions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceScorerTest {
  @TempDir static Path directory;
  private static PreferenceScorer scorer;
  private static PreferenceScorer int8;

  @BeforeAll
  static void open() {
    TinyBundle.write(directory.resolve("tiny"));
    scorer = open(PrecisionChoice.FP32, 2);
    int8 = open(PrecisionChoice.INT8, 2);
  }

  @AfterAll
  static void close() {
    scorer.close();
    int8.close();
  }

  @Test
  void probabilitiesSumToOneAndDifferFromPairToPair() {
    Probabilities one = scorer.score(pair("1", "hello", "world", "no")).probabilities();
    Probabilities other = scorer.score(pair("2", "hello", "xyz xyz", "abc")).probabilities();
    assertThat(one.a() + one.b() + one.tie()).isCloseTo(1, within(1e-9));
    assertThat(one.a()).isNotCloseTo(other.a(), within(1e-3));
  }

  @Test
  void swappingTheAnswersSwapsTheirProbabilities() {
    for (ConversationPair pair : manyPairs()) {
      Probabilities one = scorer.score(pair).probabilities();
      Probabilities other = scorer.score(swapped(pair)).probabilities();
      assertThat(other.a()).isCloseTo(one.b(), within(1e-6));
      assertThat(other.b()).isCloseTo(one.a(), within(1e-6));
      assertThat(other.tie()).isCloseTo(one.tie(), within(1e-6));
    }
  }

  @Test
  void aScoreDoesNotDependOnThePairsInTheSameBatch() {
    assertBatchIndependent(scorer, 1e-5);
  }

  @Test
  void anInt8ScoreDoesNotDependOnThePairsInTheSameBatchEither() {
    assertBatchIndependent(int8, 1e-3);
  }

  @Test
  void int8IsCloseToFp32() {
    for (ConversationPair pair : manyPairs()) {
      assertThat(int8.score(pair).probabilities().a())
          .isCloseTo(scorer.score(pair).probabilities().a(), within(0.02));
    }
  }

  @Test
  void aPairWithoutAnyAnswerOrPromptIsScored() {
    Score score = scorer.score(pair("1", new Turn(null, null, null)));
    assertThat(score.probabilities().a()).isCloseTo(score.probabilities().b(), within(1e-6));
    assertThat(score.truncated()).isFalse();
    assertThat(score.tokens()).as("[CLS] [SEP] [SEP], once").isEqualTo(3);
  }

  @Test
  void aTwoMillionCharacterAnswerIsScoredAndMarkedAsCut() {
    Score score = scorer.score(pair("1", "hello", "word ".repeat(400_000), "x".repeat(2_000_000)));
    assertThat(score.truncated()).isTrue();
    assertThat(score.tokens()).isLessThanOrEqualTo(2 * TinyBundle.ENCODING.maxTokens());
  }

  @Test
  void everyScoreOfABatchHoldsTheFactsOfItsPair() {
    List<ConversationPair> pairs = manyPairs();
    assertThat(scorer.score(pairs))
        .extracting(Score::facts)
        .containsExactlyElementsOf(pairs.stream().map(PairFactsReader::read).toList());
  }

  @Test
  void aPairWithoutTurnsIsUnscorable() {
    assertThatThrownBy(() -> scorer.score(pair("17")))
        .isInstanceOf(UnscorablePairException.class)
        .hasMessageContaining("pair 17 has no turns");
  }

  @Test
  void theStagesOfAScoreAreCounted() {
    CountedSteps counted = new CountedSteps();
    scorer.observe(counted);
    Score score = scorer.score(pair("1", "hello", "world", "no"));
    scorer.observe(ScoringObserver.NONE);
    assertThat(counted.sequences).hasValue(2);
    assertThat(counted.tokens).hasValue(score.tokens());
    assertThat(counted.padding).as("a CPU pads nothing").hasValue(0);
    assertThat(counted.runNanos.get()).isPositive();
    assertThat(counted.tokenized).hasSize(1).allMatch(nanos -> nanos > 0);
    assertThat(counted.heads).hasSize(1).allMatch(nanos -> nanos > 0);
  }

  @Test
  void withoutPairsThereAreNoScores() {
    assertThat(scorer.score(List.of())).isEmpty();
  }

  @Test
  void answersAreComparedAsPairsOfThemAreScored() {
    List<String> answers =
        List.of("world", "no", "", "world", "I'm sorry, I cannot. " + "x ".repeat(90));
    AnswerComparison compared =
        scorer.compare(List.of(new AnswerSet("hello there?", answers))).get(0);
    for (int i = 0; i < answers.size(); i++) {
      for (int j = i + 1; j < answers.size(); j++) {
        Score score = scorer.score(pair("1", "hello there?", answers.get(i), answers.get(j)));
        assertThat(compared.wins(i, j)).isCloseTo(score.probabilities().a(), within(1e-6));
        assertThat(compared.wins(j, i)).isCloseTo(score.probabilities().b(), within(1e-6));
      }
    }
    assertThat(compared.truncated()).isTrue();
    assertThat(compared.model()).isEqualTo(TinyBundle.MODEL);
  }

  @Test
  void eachAnswerIsEncodedOnce() {
    CountedSteps counted = new CountedSteps();
    scorer.observe(counted);
    List<AnswerComparison> compared =
        scorer.compare(
            List.of(
                new AnswerSet("a", List.of("b", "c", "d", "e")),
                new AnswerSet("f", List.of("g", "h", "g"))));
    scorer.observe(ScoringObserver.NONE);
    assertThat(counted.sequences).as("4, and 2 that differ").hasValue(6);
    assertThat(counted.tokenized).hasSize(7);
    assertThat(compared.get(0).tokens() + compared.get(1).tokens()).isEqualTo(counted.tokens.get());
  }

  @Test
  void aCrossEncoderComparesNoAnswers() {
    Path cross =
        TinyBundle.write(
            directory.resolve("cross"),
            new EncodingSpec(
                EncodingSpec.Kind.CROSS_ENCODER, 48, 16, EncodingSpec.Cut.head(), "\n", ""));
    try (PreferenceScorer opened = PreferenceScorer.open(cross)) {
      List<AnswerSet> sets = List.of(new AnswerSet("a", List.of("b", "c")));
      assertThat(opened.readsAnswersAlone()).isFalse();
      assertThatThrownBy(() -> opened.compare(sets)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(scorer.readsAnswersAlone()).isTrue();
  }

  @Test
  void manyThreadsGetTheSameScoresAsOne() {
    List<ConversationPair> pairs = manyPairs();
    List<Score> expected = scorer.score(pairs);
    List<CompletableFuture<List<Score>>> futures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      futures.add(CompletableFuture.supplyAsync(() -> scorer.score(pairs)));
    }
    for (CompletableFuture<List<Score>> future : futures) {
      assertThat(future).succeedsWithin(Eventually.TIMEOUT).isEqualTo(expected);
    }
  }

  @Test
  void aClosedScorerRefusesToScoreAndMayBeClosedTwice() {
    PreferenceScorer closed = open(PrecisionChoice.FP32, 1);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.score(pair("1", "a", "b", "c")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theModelAndTheDeviceDescribeThemselves() {
    assertThat(scorer.model()).isEqualTo(TinyBundle.MODEL);
    assertThat(scorer.device()).isEqualTo("CPU, 2 threads, fp32 (as arena.device says)");
  }

  @Test
  void autoPrefersInt8OnACpuAndSaysWhyThereIsNoGpu() {
    try (PreferenceScorer auto =
        PreferenceScorer.open(directory.resolve("tiny"), ScorerOptions.defaults())) {
      assumeThat(Sessions.knowsCuda()).as("ONNX Runtime is built with CUDA").isFalse();
      assertThat(auto.precision()).isEqualTo(Precision.INT8);
      assertThat(auto.device()).contains("int8").contains("built without CUDA");
    }
  }

  @Test
  void aModelThatIsOpenedBesideAnotherRunsInTheSameWayAndBothScoreAsTheyDoAlone() {
    Path other = TinyBundle.write(directory.resolve("beside"), "2");
    ConversationPair pair = pair("1", "hello", "world", "no");
    Score before = scorer.score(pair);
    try (PreferenceScorer alone = PreferenceScorer.open(other, ScorerOptions.defaults());
        PreferenceScorer beside = alone.openBeside(ModelBundle.load(directory.resolve("tiny")))) {
      assertThat(beside.device()).isEqualTo(alone.device());
      assertThat(beside.precision()).isEqualTo(alone.precision());
      assertThat(beside.score(pair)).isEqualTo(int8.score(pair));
      assertThat(alone.score(pair).model()).isEqualTo("tiny@2");
      assertThat(alone.score(pair).probabilities().a())
          .isNotCloseTo(before.probabilities().a(), within(1e-3));
    }
    assertThat(scorer.score(pair)).isEqualTo(before);
  }

  @Test
  void aScoreNamesItsModel() {
    assertThat(scorer.score(pair("1", "a", "b", "c")).model()).isEqualTo(TinyBundle.MODEL);
  }

  @Test
  void aRequestedGpuThatIsMissingIsAnError() {
    ScorerOptions options = ScorerOptions.defaults().withDevice(DeviceChoice.parse("cuda:99"));
    assertThatThrownBy(() -> PreferenceScorer.open(directory.resolve("tiny"), options))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("arena.device is cuda:99");
  }

  @Test
  void aPrecisionThatTheBundleLacksIsAnErrorThatNamesTheOthers() {
    ScorerOptions options =
        ScorerOptions.defaults()
            .withDevice(new DeviceChoice.Cpu())
            .withPrecision(PrecisionChoice.FP16);
    assertThatThrownBy(() -> PreferenceScorer.open(directory.resolve("tiny"), options))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no encoder in fp16")
        .hasMessageContaining("it has int8 or fp32");
  }

  private static PreferenceScorer open(PrecisionChoice precision, int threads) {
    return PreferenceScorer.open(
        directory.resolve("tiny"),
        ScorerOptions.defaults()
            .withDevice(new DeviceChoice.Cpu())
            .withPrecision(precision)
            .withThreads(threads));
  }

  private static void assertBatchIndependent(PreferenceScorer scorer, double tolerance) {
    List<ConversationPair> pairs = manyPairs();
    List<Score> together = scorer.score(pairs);
    for (int i = 0; i < pairs.size(); i++) {
      Score alone = scorer.score(pairs.get(i));
      assertThat(alone.tokens()).isEqualTo(together.get(i).tokens());
      Probabilities one = alone.probabilities();
      Probabilities other = together.get(i).probabilities();
      assertThat(one.a()).isCloseTo(other.a(), within(tolerance));
      assertThat(one.b()).isCloseTo(other.b(), within(tolerance));
      assertThat(one.tie()).isCloseTo(other.tie(), within(tolerance));
    }
  }

  private static List<ConversationPair> manyPairs() {
    List<ConversationPair> pairs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      pairs.add(
          pair(
              "pair-" + i,
              "what is " + i + "?",
              "the answer ".repeat(i % 7) + (char) ('a' + i % 26),
              i % 9 == 0 ? "I cannot." : "it is " + "no ".repeat(i)));
    }
    pairs.add(pair("identical", "hello", "same", "same"));
    pairs.add(pair("turns", new Turn("a", "b", null), new Turn("c", null, "d")));
    return pairs;
  }
}
