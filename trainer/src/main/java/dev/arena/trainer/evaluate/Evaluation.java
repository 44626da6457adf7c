package dev.arena.trainer.evaluate;

import static java.util.stream.Collectors.joining;

import dev.arena.cli.ProgressBar;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.rows.TieFreeVotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Evaluates models in one pass over the rows of a file. It keeps a few hundred bytes per row, not
 * the texts. An instance can be used only once.
 */
public final class Evaluation {
  private static final int CHUNK = 64;

  private final String data;
  private final Baselines baselines;
  private final boolean checks;
  private final LongSupplier processorTime;
  private long unpredicted;
  private final List<LabelledRow> rows = new ArrayList<>();
  private final List<ModelEvaluator> evaluators = new ArrayList<>();

  /**
   * @param data the file's name
   * @param checks whether to score about 1,000 rows also with A and B swapped, and in every
   *     precision
   * @param processorTime of this process, in nanoseconds
   */
  public Evaluation(String data, Baselines baselines, boolean checks, LongSupplier processorTime) {
    this.data = data;
    this.baselines = baselines;
    this.checks = checks;
    this.processorTime = processorTime;
  }

  /**
   * Evaluates bundles.
   *
   * @param bundles at least one; the others are compared with the first
   * @param labelled rows with votes
   * @throws UserException if there is no row, or a bundle or a row cannot be used
   */
  public Figures of(List<Path> bundles, Iterable<CsvPair> labelled) {
    return of(bundles, List.of(), labelled);
  }

  /**
   * Evaluates bundles and predictions that were made elsewhere, on the rows that all of them
   * predict.
   *
   * @param bundles may be empty
   * @param predictions may be empty, but not both; all models are compared with the first, which is
   *     a bundle if there is one
   * @param labelled rows with votes
   * @throws UserException if there is no row with predictions, or a bundle or a row cannot be used
   */
  public Figures of(
      List<Path> bundles, List<PredictionFile> predictions, Iterable<CsvPair> labelled) {
    try (ProgressBar progress = ProgressBar.onStderr("evaluate", "pairs", 0)) {
      for (Path bundle : bundles) {
        evaluators.add(new ModelEvaluator(Predictor.Scored.open(bundle), checks, processorTime));
      }
      for (PredictionFile file : predictions) {
        evaluators.add(new ModelEvaluator(Predictor.Stored.of(file), checks, processorTime));
      }
      List<CsvPair> chunk = new ArrayList<>();
      for (CsvPair row : labelled) {
        if (!evaluators.stream().allMatch(evaluator -> evaluator.knows(row))) {
          unpredicted++;
          continue;
        }
        chunk.add(row);
        if (chunk.size() == CHUNK) {
          score(chunk, progress);
        }
      }
      score(chunk, progress);
      if (rows.isEmpty() && unpredicted > 0) {
        throw new UserException(
            "none of the %,d rows of %s has a prediction in %s; expected the ids of the rows. Name another file."
                .formatted(
                    unpredicted,
                    data,
                    predictions.stream().map(PredictionFile::name).collect(joining(", "))));
      }
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
      evaluators.forEach(ModelEvaluator::close);
    }
  }

  /** How many rows were left out because a file has no prediction for them. */
  public long unpredicted() {
    return unpredicted;
  }

  private void score(List<CsvPair> chunk, ProgressBar progress) {
    if (chunk.isEmpty()) {
      return;
    }
    chunk.parallelStream().map(LabelledRow::of).forEachOrdered(rows::add);
    List<Probabilities> first = List.of();
    for (ModelEvaluator evaluator : evaluators) {
      List<Probabilities> found = evaluator.score(chunk, first);
      first = first.isEmpty() ? found : first;
    }
    chunk.clear();
    progress.update(rows.size());
  }
}
