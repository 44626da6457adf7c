package dev.arena.statistics.calibration;

import dev.arena.statistics.Interval;
import dev.arena.statistics.calibration.ReliabilitySums.BinSums;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a model is right at each confidence. Rows fall into ten bins of equal width by the
 * probability of their likeliest outcome.
 *
 * <p>The calibration error (ECE, Guo et al. 2017, "On Calibration of Modern Neural Networks") is
 * the distance, in each bin, between the mean probability of the likeliest outcome and the share of
 * rows in which that outcome was voted for, averaged over the rows. Chance alone makes it larger
 * than 0, and more so with fewer rows: compare it with {@link PerfectCalibration}.
 *
 * @param bins the bins that hold rows, from low to high confidence
 * @param calibrationError in [0, 1]; NaN without rows
 */
public record Reliability(List<Bin> bins, double calibrationError) {
  /**
   * Rows of about the same confidence.
   *
   * @param from lowest confidence
   * @param to highest confidence
   * @param rows number of rows
   * @param confidence mean probability of the likeliest outcome
   * @param right share of rows in which that outcome was voted for
   * @param interval95 95% interval of that share
   */
  public record Bin(
      double from, double to, long rows, double confidence, double right, Interval interval95) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /** The reliability of the rows that were added up. */
  public static Reliability of(ReliabilitySums sums) {
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int i = 0; i < ReliabilitySums.BINS; i++) {
      BinSums bin = sums.bins().get(i);
      if (bin.rows() > 0) {
        double confidence = bin.meanConfidence();
        double right = (double) bin.right() / bin.rows();
        error += bin.rows() * Math.abs(confidence - right);
        bins.add(
            new Bin(
                (double) i / ReliabilitySums.BINS,
                (i + 1.0) / ReliabilitySums.BINS,
                bin.rows(),
                confidence,
                right,
                Interval.ofShare(bin.right(), bin.rows())));
      }
    }
    return new Reliability(bins, error / sums.rows());
  }
}
