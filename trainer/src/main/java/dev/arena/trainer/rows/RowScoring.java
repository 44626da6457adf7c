package dev.arena.trainer.rows;

import dev.arena.models.Explanation;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.interrupt.Interrupts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

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
    inChunks(scorer, scorer::score, rows, each);
  }

  /**
   * Scores rows in order, and explains the scores.
   *
   * @param each receives every row with its explanation
   * @throws UserException if a row cannot be scored, with its file and line
   */
  public static void explain(
      PreferenceScorer scorer, Iterable<CsvPair> rows, BiConsumer<CsvPair, Explanation> each) {
    inChunks(scorer, scorer::explain, rows, each);
  }

  private static <T> void inChunks(
      PreferenceScorer scorer,
      Function<List<ConversationPair>, List<T>> scoring,
      Iterable<CsvPair> rows,
      BiConsumer<CsvPair, T> each) {
    List<CsvPair> chunk = new ArrayList<>(CHUNK);
    for (CsvPair row : rows) {
      Interrupts.check();
      chunk.add(row);
      if (chunk.size() == CHUNK) {
        chunk(scorer, scoring, chunk, each);
        chunk.clear();
      }
    }
    chunk(scorer, scoring, chunk, each);
  }

  private static <T> void chunk(
      PreferenceScorer scorer,
      Function<List<ConversationPair>, List<T>> scoring,
      List<CsvPair> chunk,
      BiConsumer<CsvPair, T> each) {
    List<T> scores;
    try {
      scores = scoring.apply(chunk.stream().map(CsvPair::pair).toList());
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
