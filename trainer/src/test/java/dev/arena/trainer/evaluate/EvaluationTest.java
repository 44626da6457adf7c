package dev.arena.trainer.evaluate;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_B;
import static dev.arena.schemas.csv.Outcome.WINNER_TIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.testing.TinyBundle;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.evaluate.ModelFigures.Comparison;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.rows.TieFreeVotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;
  private Path bundle = Path.of("");

  @BeforeEach
  void writeBundle() {
    bundle = TinyBundle.write(folder.resolve("tiny"));
  }

  @Test
  void everyRowCountsOnceAndThePrecisionsAreCompared() {
    List<CsvPair> rows = rows(150, true);
    Figures figures =
        new Evaluation("v", Baselines.withinRows(), true, () -> 0).of(List.of(bundle), rows);
    ModelFigures model = figures.bundles().get(0);
    assertThat(figures.rows()).isEqualTo(150);
    assertThat(figures.outcomes()).isEqualTo(3);
    assertThat(model.scores().logLoss()).isCloseTo(logLoss(rows, false), within(1e-6));
    SwapCheck swap = Objects.requireNonNull(model.swap());
    assertThat(swap.rows()).isEqualTo(150);
    assertThat(swap.maxDifference()).isLessThan(1e-3);
    assertThat(model.variants())
        .extracting(variant -> variant.precision().text())
        .containsExactly("fp32", "int8");
    assertThat(model.variants().get(0).differenceToFp32()).isNull();
    assertThat(model.variants().get(1).klToFp32()).isBetween(0.0, 0.01);
    assertThat(model.differenceToFirst()).isNull();
  }

  @Test
  void aBundleIsNoBetterThanItself() {
    Figures figures =
        new Evaluation("v", Baselines.withinRows(), false, () -> 0)
            .of(List.of(bundle, bundle), rows(70, true));
    Comparison comparison = Objects.requireNonNull(figures.bundles().get(1).differenceToFirst());
    assertThat(comparison.difference().mean()).isZero();
    assertThat(comparison.shareBetter() + comparison.shareWorse()).isZero();
    assertThat(figures.bundles().get(1).swap()).isNull();
  }

  @Test
  void predictionsFromAFileAreComparedWithABundleOnTheRowsThatTheyCover() {
    List<CsvPair> rows = rows(70, true);
    Map<String, Probabilities> byId = new HashMap<>();
    try (PreferenceScorer scorer = PreferenceScorer.open(bundle)) {
      rows.subList(10, 70)
          .forEach(row -> byId.put(row.pair().getId(), scorer.score(row.pair()).probabilities()));
    }
    PredictionFile file =
        new PredictionFile(new PredictionFileName(folder.resolve("judge.csv"), "j"), "", byId);
    Evaluation evaluation = new Evaluation("v", Baselines.withinRows(), true, () -> 0);
    Figures figures = evaluation.of(List.of(bundle), List.of(file), rows);
    assertThat(figures.rows()).isEqualTo(60);
    assertThat(evaluation.unpredicted()).isEqualTo(10);
    ModelFigures judge = figures.bundles().get(1);
    assertThat(judge.model()).isEqualTo("judge.csv:j");
    assertThat(judge.swap()).isNull();
    Comparison comparison = Objects.requireNonNull(judge.differenceToFirst());
    assertThat(comparison.difference().mean()).isCloseTo(0, within(1e-6));
  }

  @Test
  void aFileThatPredictsNoRowIsRefused() {
    PredictionFile file =
        new PredictionFile(
            new PredictionFileName(Path.of("judge.csv"), null),
            "",
            Map.of("unknown", new Probabilities(0.4, 0.4, 0.2)));
    Evaluation evaluation = new Evaluation("v.csv", Baselines.withinRows(), false, () -> 0);
    assertThatThrownBy(() -> evaluation.of(List.of(), List.of(file), rows(5, true)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "none of the 5 rows of v.csv has a prediction in judge.csv; expected the ids of the rows. Name another file.");
  }

  @Test
  void theCostOfAPairExcludesTheFirstRows() {
    AtomicLong nanoseconds = new AtomicLong();
    LongSupplier threeSecondsPerChunk = () -> nanoseconds.addAndGet(3_000_000_000L);
    Figures figures =
        new Evaluation("v", Baselines.withinRows(), false, threeSecondsPerChunk)
            .of(List.of(bundle), rows(64 + 64 + 64, true));
    assertThat(figures.bundles().get(0).cpuMillisecondsPerPair())
        .isCloseTo(3000 / 64.0, within(1e-9));
    Figures few =
        new Evaluation("v", Baselines.withinRows(), false, threeSecondsPerChunk)
            .of(List.of(bundle), rows(64 + 63, true));
    assertThat(few.bundles().get(0).cpuMillisecondsPerPair()).isNull();
  }

  @Test
  void withoutTiesAllFiguresAreForAAgainstB() {
    List<CsvPair> rows = rows(60, false);
    Figures figures =
        new Evaluation("v", Baselines.withinRows(), true, () -> 0).of(List.of(bundle), rows);
    ModelFigures model = figures.bundles().get(0);
    assertThat(figures.outcomes()).isEqualTo(2);
    assertThat(model.scores().logLoss()).isCloseTo(logLoss(rows, true), within(1e-6));
    assertThat(model.variants().get(0).logLoss()).isCloseTo(model.scores().logLoss(), within(0.05));
    assertThat(figures.baselines().get("prior").logLoss()).isCloseTo(0.69, within(0.05));
    assertThat(model.mostConfidentErrors())
        .hasSize(RowExample.Ranking.MOST)
        .allMatch(example -> example.predicted().tie() == 0);
  }

  private double logLoss(List<CsvPair> rows, boolean tieFree) {
    VoteMetrics metrics = new VoteMetrics();
    try (PreferenceScorer scorer = PreferenceScorer.open(bundle)) {
      rows.forEach(
          row -> {
            var p = scorer.score(row.pair()).probabilities();
            metrics.add(tieFree ? TieFreeVotes.givenWinner(p) : p, LabelledRow.vote(row));
          });
    }
    return metrics.logLoss();
  }

  private static List<CsvPair> rows(int count, boolean ties) {
    List<CsvPair> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Outcome vote = i % 2 == 0 ? WINNER_MODEL_A : WINNER_MODEL_B;
      rows.add(
          Rows.row(
              i + 2,
              ties && i % 3 == 0 ? WINNER_TIE : vote,
              "prompt " + i,
              "answer " + "a".repeat(i % 7),
              "answer " + i * 31));
    }
    return rows;
  }
}
