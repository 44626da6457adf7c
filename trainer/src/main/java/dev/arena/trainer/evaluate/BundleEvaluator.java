package dev.arena.trainer.evaluate;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.rows.RowScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores the rows of a file with one bundle, a few at a time, and keeps only excerpts from the
 * texts of a few rows. {@link #close} closes the scorers. For use by one thread.
 */
final class BundleEvaluator implements AutoCloseable {
  /** The checks stop after the chunk that reaches this many rows: enough to reveal a fault. */
  static final int MOST_CHECKED = 1000;

  private final Path bundle;
  private final PreferenceScorer scorer;
  private final @Nullable VariantTrial variants;
  private final List<Probabilities> predictions = new ArrayList<>();
  private final RowExample.Ranking errors = new RowExample.Ranking();
  private final RowExample.Ranking moved = new RowExample.Ranking();
  private final SwapCheck.Counter swap = new SwapCheck.Counter();

  /**
   * @param checks whether to score the first rows also with A and B swapped, and in every precision
   */
  BundleEvaluator(Path bundle, boolean checks) {
    this.bundle = bundle;
    this.scorer = PreferenceScorer.open(bundle);
    this.variants = checks ? new VariantTrial(scorer.bundle()) : null;
  }

  /**
   * Scores the next rows.
   *
   * @param first predictions of the first model; empty if this is the first
   */
  List<Probabilities> score(List<CsvPair> rows, List<Probabilities> first) {
    List<Probabilities> found = probabilities(scorer, rows);
    for (int i = 0; i < rows.size(); i++) {
      Excerpt excerpt = Excerpt.of(rows.get(i));
      Outcome voted = LabelledRow.vote(rows.get(i));
      errors.offer(new RowExample(excerpt, voted, found.get(i), null));
      if (!first.isEmpty()) {
        moved.offer(new RowExample(excerpt, voted, found.get(i), first.get(i)));
      }
    }
    predictions.addAll(found);
    if (variants != null && swap.rows() < MOST_CHECKED) {
      variants.score(rows);
      List<Probabilities> swapped =
          probabilities(scorer, rows.stream().map(BundleEvaluator::swapped).toList());
      for (int i = 0; i < rows.size(); i++) {
        swap.add(found.get(i), swapped.get(i));
      }
    }
    return found;
  }

  static List<Probabilities> probabilities(PreferenceScorer scorer, List<CsvPair> rows) {
    List<Probabilities> found = new ArrayList<>();
    RowScoring.score(scorer, rows, (row, score) -> found.add(score.probabilities()));
    return found;
  }

  private static CsvPair swapped(CsvPair row) {
    List<Turn> turns =
        row.pair().getTurns().stream()
            .map(turn -> new Turn(turn.getPrompt(), turn.getResponseB(), turn.getResponseA()))
            .toList();
    ConversationPair pair =
        ConversationPair.newBuilder().setId(row.pair().getId()).setTurns(turns).build();
    return new CsvPair(pair, null, row.file(), row.line(), row.row());
  }

  /**
   * The predictions for all scored rows, and the results of the checks.
   *
   * @param tieFree whether no row was a tie
   */
  ModelFigures.Predictions predictions(boolean tieFree) {
    return new ModelFigures.Predictions(
        scorer.model(),
        bundle.toString(),
        scorer.device(),
        List.copyOf(predictions),
        errors,
        moved,
        variants == null ? null : swap.check(),
        variants == null ? List.of() : variants.figures(tieFree));
  }

  @Override
  public void close() {
    scorer.close();
    if (variants != null) {
      variants.close();
    }
  }
}
