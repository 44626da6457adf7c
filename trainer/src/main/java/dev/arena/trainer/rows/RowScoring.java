package dev.arena.trainer.rows;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.interrupt.Interrupts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Scores rows with a bundle, a chunk at a time: memory use does not grow with their number. */
public final class RowScoring {
  /** How many rows are scored together; {@code each} receives all rows of a chunk or none. */
  public static final int CHUNK = 64;

  private RowScoring() {}

  /**
   * Scores rows in order.
   *
   * @param each receives every row with its score
   * @throws UserException if a row cannot be scored, with its file and line
   */
  public static void score(
      PreferenceScorer scorer, Iterable<CsvPair> rows, BiConsumer<CsvPair, Score> each) {
    List<CsvPair> chunk = new ArrayList<>(CHUNK);
    for (CsvPair row : rows) {
      Interrupts.check();
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
            "%s:%d: this pair cannot be scored: %s Remove the row, or fix it."
                .formatted(row.file(), row.line(), e.getMessage()),
            e);
      }
    }
    return new UserException(
        "%s:%d and the rows after it cannot be scored: %s"
            .formatted(chunk.get(0).file(), chunk.get(0).line(), failure.getMessage()),
        failure);
  }
}
