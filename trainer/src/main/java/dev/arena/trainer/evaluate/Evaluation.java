package dev.arena.trainer.evaluate;

import dev.arena.cli.ProgressBar;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.rows.TieFreeVotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates bundles in one pass over the rows of a file. It keeps a few hundred bytes per row, not
 * the texts. An instance can be used only once.
 */
public final class Evaluation {
  private static final int CHUNK = 64;

  private final String data;
  private final Baselines baselines;
  private final boolean checks;
  private final List<LabelledRow> rows = new ArrayList<>();
  private final List<BundleEvaluator> evaluators = new ArrayList<>();

  /**
   * @param data the file's name
   * @param checks whether to score about 1,000 rows also with A and B swapped, and in every
   *     precision
   */
  public Evaluation(String data, Baselines baselines, boolean checks) {
    this.data = data;
    this.baselines = baselines;
    this.checks = checks;
  }

  /**
   * Evaluates bundles.
   *
   * @param bundles at least one; the others are compared with the first
   * @param labelled rows with votes
   * @throws UserException if there is no row, or a bundle or a row cannot be used
   */
  public Figures of(List<Path> bundles, Iterable<CsvPair> labelled) {
    try (ProgressBar progress = ProgressBar.onStderr("evaluate", "pairs", 0)) {
      bundles.forEach(bundle -> evaluators.add(new BundleEvaluator(bundle, checks)));
      List<CsvPair> chunk = new ArrayList<>();
      for (CsvPair row : labelled) {
        chunk.add(row);
        if (chunk.size() == CHUNK) {
          score(chunk, progress);
        }
      }
      score(chunk, progress);
      if (rows.isEmpty()) {
        throw new UserException(data + " has no rows; expected at least one row with a vote.");
      }
      boolean tieFree =
          TieFreeVotes.amongOutcomes(rows.stream().map(LabelledRow::outcome).toList());
      return Figures.of(
          data,
          rows,
          baselines.on(rows),
          evaluators.stream().map(evaluator -> evaluator.predictions(tieFree)).toList());
    } finally {
      evaluators.forEach(BundleEvaluator::close);
    }
  }

  private void score(List<CsvPair> chunk, ProgressBar progress) {
    chunk.parallelStream().map(LabelledRow::of).forEachOrdered(rows::add);
    List<Probabilities> first = List.of();
    for (BundleEvaluator evaluator : evaluators) {
      List<Probabilities> found = evaluator.score(chunk, first);
      first = first.isEmpty() ? found : first;
    }
    chunk.clear();
    progress.update(rows.size());
  }
}
