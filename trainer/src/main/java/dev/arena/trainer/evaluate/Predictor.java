package dev.arena.trainer.evaluate;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.rows.RowScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What predicts the rows of a file: a bundle, or a file of predictions. For use by one thread. */
sealed interface Predictor extends AutoCloseable {
  /** The name and version of a bundle, or the name of a file. */
  String model();

  /** The bundle's directory; null if the predictions come from no bundle. */
  @Nullable Path bundle();

  /** Where a bundle runs; null if the predictions come from no bundle. */
  @Nullable String device();

  /** Whether predicting takes only processor time. */
  boolean runsOnCpu();

  /** Whether there is a prediction for a row. */
  boolean knows(CsvPair row);

  /**
   * Predicts rows.
   *
   * @param rows rows that {@link #knows} accepts
   */
  List<Probabilities> predict(List<CsvPair> rows);

  @Override
  void close();

  /**
   * A bundle that scores the rows.
   *
   * @param bundle its directory
   */
  record Scored(Path bundle, PreferenceScorer scorer) implements Predictor {
    static Scored open(Path bundle) {
      return new Scored(bundle, PreferenceScorer.open(bundle));
    }

    @Override
    public String model() {
      return scorer.model();
    }

    @Override
    public String device() {
      return scorer.device();
    }

    @Override
    public boolean runsOnCpu() {
      return !scorer.onGpu();
    }

    @Override
    public boolean knows(CsvPair row) {
      return true;
    }

    @Override
    public List<Probabilities> predict(List<CsvPair> rows) {
      return probabilities(scorer, rows);
    }

    static List<Probabilities> probabilities(PreferenceScorer scorer, List<CsvPair> rows) {
      List<Probabilities> found = new ArrayList<>();
      RowScoring.score(scorer, rows, (row, score) -> found.add(score.probabilities()));
      return found;
    }

    @Override
    public void close() {
      scorer.close();
    }
  }

  /**
   * A file of predictions, which were made elsewhere.
   *
   * @param model the file's name
   * @param byId the predictions by the id of the pair
   */
  record Stored(String model, Map<String, Probabilities> byId) implements Predictor {
    static Stored of(PredictionFile file) {
      return new Stored(file.name(), file.byId());
    }

    @Override
    public @Nullable Path bundle() {
      return null;
    }

    @Override
    public @Nullable String device() {
      return null;
    }

    @Override
    public boolean runsOnCpu() {
      return false;
    }

    @Override
    public boolean knows(CsvPair row) {
      return byId.containsKey(row.pair().getId());
    }

    @Override
    public List<Probabilities> predict(List<CsvPair> rows) {
      return rows.stream()
          .map(
              row -> {
                Probabilities found = byId.get(row.pair().getId());
                if (found == null) {
                  throw new IllegalArgumentException("no prediction for row " + row.row());
                }
                return found;
              })
          .toList();
    }

    @Override
    public void close() {}
  }
}
