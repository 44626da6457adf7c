package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much the model prefers the longer answer, compared with the voters, on rows that have a
 * winner and answers of different lengths in code points.
 *
 * @param overall shares for all such rows; null if there are none
 * @param byGap shares for the same rows, grouped by the ratio of the lengths; only groups with rows
 */
public record LengthBias(@Nullable Share overall, List<Share> byGap) {
  /** Ratios at which the next range of {@link #GAPS} begins. */
  private static final double[] LIMITS = {1.1, 1.5, 2, 4};

  private static final List<String> GAPS =
      List.of(
          "under 1.1 times",
          "1.1 to 1.5 times",
          "1.5 to 2 times",
          "2 to 4 times",
          "4 times or more");

  /**
   * Shares for some rows.
   *
   * @param gap range of the ratio of the longer to the shorter length; {@code all} for all rows
   * @param rows number of rows
   * @param voters share of rows in which the longer answer won
   * @param votersInterval95 95% interval of that share
   * @param modelExpects mean probability that the longer answer wins, given that one wins
   * @param modelPicks share of rows in which the model prefers the longer answer; a row with even
   *     odds counts as half
   */
  public record Share(
      String gap,
      int rows,
      double voters,
      Interval votersInterval95,
      double modelExpects,
      double modelPicks) {}

  private record Row(double ratio, boolean voted, double expected) {}

  static LengthBias of(List<LabelledRow> rows, List<Probabilities> predictions) {
    List<Row> compared = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      RowFacts facts = rows.get(i).facts();
      Outcome outcome = rows.get(i).outcome();
      if (outcome != Outcome.WINNER_TIE && facts.charactersA() != facts.charactersB()) {
        boolean a = facts.charactersA() > facts.charactersB();
        double shorter = Math.min(facts.charactersA(), facts.charactersB());
        double longer = Math.max(facts.charactersA(), facts.charactersB());
        Probabilities p = predictions.get(i);
        double won = p.a() + p.b();
        compared.add(
            new Row(
                longer / shorter,
                (outcome == Outcome.WINNER_MODEL_A) == a,
                won == 0 ? 0.5 : (a ? p.a() : p.b()) / won));
      }
    }
    List<Share> byGap =
        GAPS.stream()
            .map(
                gap ->
                    share(
                        gap,
                        compared.stream().filter(row -> gap(row.ratio()).equals(gap)).toList()))
            .filter(share -> share.rows() > 0)
            .toList();
    return new LengthBias(compared.isEmpty() ? null : share("all", compared), byGap);
  }

  private static Share share(String gap, List<Row> rows) {
    int count = rows.size();
    long voted = rows.stream().filter(Row::voted).count();
    double picked =
        rows.stream()
            .mapToDouble(row -> row.expected() > 0.5 ? 1 : row.expected() == 0.5 ? 0.5 : 0)
            .sum();
    return new Share(
        gap,
        count,
        (double) voted / count,
        Interval.ofShare(voted, count),
        rows.stream().mapToDouble(Row::expected).average().orElse(Double.NaN),
        picked / count);
  }

  private static String gap(double ratio) {
    return GAPS.get(Slice.bucket(ratio, LIMITS));
  }
}
