package dev.arena.trainer.evaluate;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.command.ProgressBar;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.StopRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A bundle and how it did on labelled rows.
 *
 * @param bundle its directory
 * @param model its name and version
 * @param device where it ran
 * @param losses row by row
 */
public record Judgement(Path bundle, String model, String device, RowLosses losses) {
  private static final int CHUNK = 64;

  /** Scores labelled rows with a bundle. */
  public static Judgement of(Path bundle, List<CsvPair> rows) {
    List<Probabilities> predictions = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    try (PreferenceScorer scorer = PreferenceScorer.open(bundle);
        ProgressBar progress =
            ProgressBar.onStderr("evaluate " + scorer.model(), "pairs", rows.size())) {
      predict(
          scorer,
          rows,
          (row, score) -> {
            predictions.add(score.probabilities());
            outcomes.add(vote(row));
            progress.update(predictions.size());
          });
      return new Judgement(
          bundle, scorer.model(), scorer.device(), RowLosses.of(predictions, outcomes));
    }
  }

  /**
   * Scores rows in their order, a chunk at a time: memory does not grow with their number.
   *
   * @param each gets every row with its score
   */
  public static void predict(
      PreferenceScorer scorer, Iterable<CsvPair> rows, BiConsumer<CsvPair, Score> each) {
    List<CsvPair> chunk = new ArrayList<>(CHUNK);
    for (CsvPair row : rows) {
      StopRequest.check();
      chunk.add(row);
      if (chunk.size() == CHUNK) {
        score(scorer, chunk, each);
        chunk.clear();
      }
    }
    score(scorer, chunk, each);
  }

  private static void score(
      PreferenceScorer scorer, List<CsvPair> chunk, BiConsumer<CsvPair, Score> each) {
    List<Score> scores;
    try {
      scores = scorer.score(chunk.stream().map(CsvPair::pair).toList());
    } catch (UnscorablePairException e) {
      throw unscorable(scorer, chunk, e);
    }
    for (int i = 0; i < scores.size(); i++) {
      each.accept(chunk.get(i), scores.get(i));
    }
  }

  private static UserException unscorable(
      PreferenceScorer scorer, List<CsvPair> chunk, UnscorablePairException failure) {
    for (CsvPair row : chunk) {
      try {
        scorer.score(row.pair());
      } catch (UnscorablePairException e) {
        return new UserException(
            "%s:%d: this pair cannot be scored: %s Take the row out, or mend it."
                .formatted(row.file(), row.line(), e.getMessage()),
            e);
      }
    }
    return new UserException(
        "%s:%d and the rows after it cannot be scored: %s"
            .formatted(chunk.get(0).file(), chunk.get(0).line(), failure.getMessage()),
        failure);
  }

  private static Outcome vote(CsvPair row) {
    Outcome outcome = row.outcome();
    if (outcome == null) {
      throw new IllegalArgumentException("row " + row.row() + " has no vote");
    }
    return outcome;
  }
}
