package dev.arena.statistics.calibration;

import dev.arena.statistics.loss.FixedPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Integer sums from which {@link Reliability} follows, in ten bins of equal width by the
 * probability of the likeliest outcome. Adding and subtracting are exact.
 *
 * @param bins ten, from low to high confidence
 */
public record ReliabilitySums(List<BinSums> bins) {
  /** The number of bins. */
  public static final int BINS = 10;

  /** Sums over nothing. */
  public static final ReliabilitySums EMPTY =
      new ReliabilitySums(Collections.nCopies(BINS, new BinSums(0, 0, 0)));

  /**
   * Sums of one bin.
   *
   * @param rows number of rows
   * @param confidence the sum of the probabilities of the likeliest outcome, in {@linkplain
   *     FixedPoint fixed point}
   * @param right number of rows in which that outcome was voted for
   */
  public record BinSums(long rows, long confidence, long right) {
    private BinSums plus(BinSums other, int sign) {
      return new BinSums(
          rows + sign * other.rows,
          confidence + sign * other.confidence,
          right + sign * other.right);
    }

    /** The mean probability of the likeliest outcome; NaN without rows. */
    double meanConfidence() {
      return rows == 0 ? Double.NaN : FixedPoint.toDouble(confidence) / rows;
    }
  }

  public ReliabilitySums {
    bins = List.copyOf(bins);
    if (bins.size() != BINS) {
      throw new IllegalArgumentException(
          "there are %d bins; expected %d".formatted(bins.size(), BINS));
    }
  }

  /**
   * The sums of many rows.
   *
   * @param confidences probabilities of the likeliest outcome, in [0, 1]
   * @param right whether that outcome was voted for
   */
  public static ReliabilitySums of(double[] confidences, boolean[] right) {
    long[][] sums = new long[BINS][3];
    for (int i = 0; i < confidences.length; i++) {
      long[] bin = sums[bin(confidences[i])];
      bin[0]++;
      bin[1] += FixedPoint.of(confidences[i]);
      bin[2] += right[i] ? 1 : 0;
    }
    List<BinSums> bins = new ArrayList<>();
    for (long[] bin : sums) {
      bins.add(new BinSums(bin[0], bin[1], bin[2]));
    }
    return new ReliabilitySums(bins);
  }

  /** With one more row. */
  public ReliabilitySums plus(double confidence, boolean right) {
    return changed(confidence, right, 1);
  }

  /** Without a row that was added. */
  public ReliabilitySums minus(double confidence, boolean right) {
    return changed(confidence, right, -1);
  }

  private ReliabilitySums changed(double confidence, boolean right, int sign) {
    int bin = bin(confidence);
    List<BinSums> changed = new ArrayList<>(bins);
    BinSums row = new BinSums(1, FixedPoint.of(confidence), right ? 1 : 0);
    changed.set(bin, bins.get(bin).plus(row, sign));
    return new ReliabilitySums(changed);
  }

  /** Both together. */
  public ReliabilitySums plus(ReliabilitySums other) {
    return combined(other, 1);
  }

  /** Without others that were added. */
  public ReliabilitySums minus(ReliabilitySums other) {
    return combined(other, -1);
  }

  private ReliabilitySums combined(ReliabilitySums other, int sign) {
    List<BinSums> combined = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      combined.add(bins.get(i).plus(other.bins.get(i), sign));
    }
    return new ReliabilitySums(combined);
  }

  /** The number of rows. */
  public long rows() {
    return bins.stream().mapToLong(BinSums::rows).sum();
  }

  /** The bin of a confidence in [0, 1]; the lower end of a bin belongs to it. */
  public static int bin(double confidence) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "the confidence is %s; expected a number from 0 to 1".formatted(confidence));
    }
    return Math.min(BINS - 1, (int) (confidence * BINS));
  }
}
