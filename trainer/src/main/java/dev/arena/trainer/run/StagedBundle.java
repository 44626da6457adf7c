package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.bundle.BundleManifest.GoldenPair;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.RowScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle that has not been published yet. It is read by the scorer that its users will open, so
 * that its manifest states the results that they will get.
 */
final class StagedBundle {
  private final Path directory;

  /**
   * @param directory the directory that holds an encoder in every requested precision
   */
  StagedBundle(Path directory) {
    this.directory = directory;
  }

  /** The golden pairs with the probabilities of the fp32 encoder. */
  List<Golden> golden(List<GoldenPair> pairs) {
    List<Probabilities> expected = score(Precision.FP32, pairs);
    List<Golden> golden = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Probabilities p = expected.get(i);
      golden.add(new Golden(pairs.get(i), List.of(p.a(), p.b(), p.tie())));
    }
    return golden;
  }

  /** The largest difference between an encoder's golden probabilities and those of fp32. */
  double difference(Precision precision, List<Golden> golden) {
    List<Probabilities> found = score(precision, golden.stream().map(Golden::pair).toList());
    double largest = 0;
    for (int i = 0; i < found.size(); i++) {
      for (Outcome outcome : Outcome.values()) {
        double expected = golden.get(i).probabilities().get(outcome.ordinal());
        largest = Math.max(largest, Math.abs(found.get(i).of(outcome) - expected));
      }
    }
    return largest;
  }

  /** The predictions of one precision for the rows, in the same order. */
  List<Probabilities> predict(Precision precision, List<CsvPair> rows) {
    List<Probabilities> predictions = new ArrayList<>();
    try (PreferenceScorer scorer = open(precision)) {
      RowScoring.score(scorer, rows, (row, score) -> predictions.add(score.probabilities()));
    }
    return predictions;
  }

  private List<Probabilities> score(Precision precision, List<GoldenPair> golden) {
    List<ConversationPair> pairs = golden.stream().map(pair -> pair.toPair("golden")).toList();
    try (PreferenceScorer scorer = open(precision)) {
      return scorer.score(pairs).stream().map(Score::probabilities).toList();
    }
  }

  private PreferenceScorer open(Precision precision) {
    return PreferenceScorer.openStaged(
        directory,
        ScorerOptions.defaults()
            .withDevice(new DeviceChoice.Cpu())
            .withPrecision(PrecisionChoice.of(precision))
            .withThreads(Runtime.getRuntime().availableProcessors()));
  }
}
