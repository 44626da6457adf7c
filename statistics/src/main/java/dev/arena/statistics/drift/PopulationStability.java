package dev.arena.statistics.drift;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much the distribution of a feature differs from a reference: the population stability index
 * {@code PSI = sum (q - p) ln(q / p)} over the shares p of the reference and q of today (Siddiqi
 * 2006, "Credit Risk Scorecards"; also Jeffreys' divergence).
 *
 * <p>Half a count is added to each bin, so that an empty one does not make the index infinite; bins
 * that are empty on both sides do not count. Without drift, PSI is about {@code (1/n + 1/m)} times
 * a chi-squared variable with B - 1 degrees of freedom, for B bins, n rows in the reference and m
 * today (Yurdakul 2018, "Statistical Properties of Population Stability Index"), so few rows make
 * it large by chance. An alarm needs more than that, and more than a difference that is too small
 * to matter; there is no p-value, because with enough rows every difference is significant.
 *
 * @param feature name of the feature
 * @param index the index; not meaningful without rows on both sides
 * @param noise the mean of the index without drift plus three standard deviations; infinite without
 *     rows on both sides
 * @param rows number of rows compared with the reference
 */
public record PopulationStability(String feature, double index, double noise, long rows) {
  /** Customary threshold of a significant shift. */
  public static final double THRESHOLD = 0.2;

  private static final double ADDED = 0.5;
  private static final double STANDARD_DEVIATIONS = 3;

  /**
   * Compares counts with a reference.
   *
   * @param counts as many as the reference has, for the same bins
   */
  public static PopulationStability of(ReferenceHistogram reference, long[] counts) {
    List<Long> expected = reference.counts();
    if (counts.length != expected.size()) {
      throw new IllegalArgumentException(
          "there are %d counts of %s; expected %d, as in the reference"
              .formatted(counts.length, reference.feature(), expected.size()));
    }
    int[] used =
        IntStream.range(0, counts.length)
            .filter(i -> counts[i] > 0 || expected.get(i) > 0)
            .toArray();
    double[] before = IntStream.of(used).mapToDouble(expected::get).toArray();
    double[] today = IntStream.of(used).mapToDouble(i -> counts[i]).toArray();
    long rows = Arrays.stream(counts).sum();
    long referenceRows = expected.stream().mapToLong(Long::longValue).sum();
    return new PopulationStability(
        reference.feature(),
        index(before, today, ADDED),
        noise(used.length, referenceRows, rows),
        rows);
  }

  /** Whether the shift is neither small nor within what chance alone gives. */
  public boolean alarm() {
    return index > THRESHOLD && index > noise;
  }

  /**
   * The index of two histograms with the same bins.
   *
   * @param added to each count
   */
  static double index(double[] before, double[] today, double added) {
    double n = Arrays.stream(before).sum() + added * before.length;
    double m = Arrays.stream(today).sum() + added * today.length;
    double index = 0;
    for (int i = 0; i < before.length; i++) {
      double p = (before[i] + added) / n;
      double q = (today[i] + added) / m;
      index += (q - p) * StrictMath.log(q / p);
    }
    return index;
  }

  /** Mean plus three standard deviations of the index of n and m rows without drift. */
  static double noise(int bins, long n, long m) {
    if (n == 0 || m == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double scale = 1.0 / n + 1.0 / m;
    double freedom = Math.max(0, bins - 1);
    return freedom * scale + STANDARD_DEVIATIONS * Math.sqrt(2 * freedom) * scale;
  }
}
