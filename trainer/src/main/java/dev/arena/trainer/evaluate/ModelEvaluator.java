package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the rows of a file with one model, a few at a time, and keeps only excerpts from the
 * texts of a few rows. {@link #close} closes the scorers. For use by one thread.
 */
final class ModelEvaluator implements AutoCloseable {
  /** The checks stop after the chunk that reaches this many rows: enough to reveal a fault. */
  static final int MOST_CHECKED = 1000;

  /** Fewer rows say little about the cost of a pair. */
  private static final int FEWEST_TIMED = 64;

  private final Predictor predictor;
  private final LongSupplier processorTime;
  private final @Nullable VariantTrial variants;
  private long nanoseconds;
  private int timed;
  private final List<Probabilities> predictions = new ArrayList<>();
  private final RowExample.Ranking errors = new RowExample.Ranking();
  private final RowExample.Ranking moved = new RowExample.Ranking();
  private final SwapCheck.Counter swap = new SwapCheck.Counter();

  /**
   * @param predictor is closed with this evaluator
   * @param checks whether to score the first rows also with A and B swapped, and in every
   *     precision, if the model is a bundle
   * @param processorTime of this process, in nanoseconds
   */
  ModelEvaluator(Predictor predictor, boolean checks, LongSupplier processorTime) {
    this.predictor = predictor;
    this.processorTime = processorTime;
    this.variants =
        checks && predictor instanceof Predictor.Scored scored
            ? new VariantTrial(scored.scorer().bundle())
            : null;
  }

  boolean knows(CsvPair row) {
    return predictor.knows(row);
  }

  /**
   * Predicts the next rows.
   *
   * @param first predictions of the first model; empty if this is the first
   */
  List<Probabilities> score(List<CsvPair> rows, List<Probabilities> first) {
    long before = processorTime.getAsLong();
    List<Probabilities> found = predictor.predict(rows);
    if (!predictions.isEmpty()) { // the first rows also pay for compiling and allocating
      nanoseconds += processorTime.getAsLong() - before;
      timed += rows.size();
    }
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
          predictor.predict(rows.stream().map(ModelEvaluator::swapped).toList());
      for (int i = 0; i < rows.size(); i++) {
        swap.add(found.get(i), swapped.get(i));
      }
    }
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
   * The predictions for all rows, and the results of the checks.
   *
   * @param tieFree whether no row was a tie
   */
  ModelFigures.Predictions predictions(boolean tieFree) {
    return new ModelFigures.Predictions(
        predictor.model(),
        predictor.bundle() == null ? null : predictor.bundle().toString(),
        predictor.device(),
        timed < FEWEST_TIMED || !predictor.runsOnCpu() ? null : nanoseconds / 1e6 / timed,
        List.copyOf(predictions),
        errors,
        moved,
        variants == null ? null : swap.check(),
        variants == null ? List.of() : variants.figures(tieFree));
  }

  @Override
  public void close() {
    predictor.close();
    if (variants != null) {
      variants.close();
    }
  }
}
