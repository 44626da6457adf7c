package dev.arena.trainer.evaluate;

import dev.arena.statistics.Interval;
import dev.arena.trainer.evaluate.RowFacts.Script;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A model's results on rows that have something in common.
 *
 * @param by what they have in common
 * @param name the value they share
 * @param rows number of rows
 * @param logLoss mean over the rows
 * @param interval95 95% interval of the log loss
 * @param differenceToLengthStyle the log loss minus that of the length and style baseline on these
 *     rows
 */
public record Slice(
    String by,
    String name,
    int rows,
    double logLoss,
    Interval interval95,
    Difference differenceToLengthStyle) {

  private static final List<Dimension> DIMENSIONS =
      List.of(
          new Dimension(
              "length of an answer, all turns together",
              List.of(
                  "under 400 characters",
                  "400 to 999",
                  "1,000 to 1,999",
                  "2,000 to 3,999",
                  "4,000 or more"),
              facts -> bucket(facts.meanCharacters(), 400, 1000, 2000, 4000)),
          new Dimension(
              "number of turns",
              List.of("1 turn", "2 turns", "3 or 4 turns", "5 turns or more"),
              facts -> bucket(facts.turns(), 2, 3, 5)),
          new Dimension(
              "script of the prompt",
              Arrays.stream(Script.values()).map(Script::label).toList(),
              facts -> facts.script().ordinal()),
          new Dimension(
              "code in prompt or answers",
              List.of("no block of code", "a block of code"),
              facts -> facts.code() ? 1 : 0));

  private record Dimension(String by, List<String> names, ToIntFunction<RowFacts> index) {}

  /**
   * Slices rows by each dimension; a row is in one slice per dimension.
   *
   * @param lengthStyle losses of the baseline, on the same rows
   */
  static List<Slice> of(List<LabelledRow> rows, RowLosses model, RowLosses lengthStyle) {
    List<Slice> slices = new ArrayList<>();
    for (Dimension dimension : DIMENSIONS) {
      int[] index =
          rows.stream().mapToInt(row -> dimension.index().applyAsInt(row.facts())).toArray();
      for (int i = 0; i < dimension.names().size(); i++) {
        int wanted = i;
        int[] members = IntStream.range(0, index.length).filter(r -> index[r] == wanted).toArray();
        if (members.length > 0) {
          slices.add(of(dimension.by(), dimension.names().get(i), members, model, lengthStyle));
        }
      }
    }
    return slices;
  }

  private static Slice of(
      String by, String name, int[] members, RowLosses model, RowLosses lengthStyle) {
    double[] losses = model.at(members);
    return new Slice(
        by,
        name,
        members.length,
        Arrays.stream(losses).average().orElseThrow(),
        Interval.ofMean(losses),
        Difference.of(losses, lengthStyle.at(members)));
  }

  /** How many of the limits a value has reached. */
  static int bucket(double value, double... limits) {
    return (int) Arrays.stream(limits).filter(limit -> value >= limit).count();
  }
}
