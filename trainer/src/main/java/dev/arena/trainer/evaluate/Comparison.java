package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import java.util.Arrays;
import java.util.List;

/**
 * A row-by-row comparison of a model with the first one.
 *
 * @param mean mean difference of the log losses, this model minus the first
 * @param interval95 95% interval of the mean
 * @param shareBetter share of rows on which this model's loss is lower
 * @param shareWorse share of rows on which it is higher
 * @param differences difference of every row's losses, in the order of the file
 * @param movedMost rows on which the losses differ most
 */
public record Comparison(
    double mean,
    Interval interval95,
    double shareBetter,
    double shareWorse,
    @JsonIgnore double[] differences,
    List<RowExample> movedMost) {
  static Comparison of(RowLosses own, RowLosses first, List<RowExample> movedMost) {
    double[] differences = Difference.byRow(own.losses(), first.losses());
    Difference difference = own.against(first);
    return new Comparison(
        difference.mean(),
        difference.interval95(),
        (double) Arrays.stream(differences).filter(d -> d < 0).count() / own.rows(),
        (double) Arrays.stream(differences).filter(d -> d > 0).count() / own.rows(),
        differences,
        movedMost);
  }
}
