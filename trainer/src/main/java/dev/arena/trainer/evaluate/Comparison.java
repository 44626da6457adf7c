package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import java.util.Arrays;
import java.util.List;

/**
 * A model beside the first one, row by row.
 *
 * @param mean of the log losses' difference, this minus the first
 * @param interval95 of the mean
 * @param shareBetter share of rows on which this one's loss is lower
 * @param shareWorse share of rows on which it is higher
 * @param differences of every row's loss, in the order of the file
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
