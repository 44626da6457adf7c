package dev.arena.trainer.evaluate;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.command.ProgressBar;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.DecisiveVotes;
import dev.arena.trainer.rows.RowScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle and how it did on labelled rows.
 *
 * @param bundle its directory
 * @param model its name and version
 * @param device where it ran
 * @param losses row by row
 */
public record Judgement(Path bundle, String model, String device, RowLosses losses) {
  /**
   * Scores labelled rows with a bundle. On rows from which ties were removed the probabilities are
   * those of A and B given that one of them won.
   */
  public static Judgement of(Path bundle, List<CsvPair> rows) {
    boolean decisive = DecisiveVotes.are(rows);
    List<Probabilities> predictions = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    try (PreferenceScorer scorer = PreferenceScorer.open(bundle);
        ProgressBar progress =
            ProgressBar.onStderr("evaluate " + scorer.model(), "pairs", rows.size())) {
      RowScoring.score(
          scorer,
          rows,
          (row, score) -> {
            Probabilities p = score.probabilities();
            predictions.add(decisive ? Probabilities.scaled(p.a(), p.b(), 0) : p);
            outcomes.add(vote(row));
            progress.update(predictions.size());
          });
      return new Judgement(
          bundle, scorer.model(), scorer.device(), RowLosses.of(predictions, outcomes));
    }
  }

  private static Outcome vote(CsvPair row) {
    Outcome outcome = row.outcome();
    if (outcome == null) {
      throw new IllegalArgumentException("row " + row.row() + " has no vote");
    }
    return outcome;
  }
}
