package dev.arena.trainer.prune;

import dev.arena.trainer.network.Moments;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Removes units from the inputs of a product one by one, each time the one whose loss the others
 * can best make up for when their weights are refitted by least squares.
 *
 * <p>This is Optimal Brain Surgeon (Hassibi and Stork, 1992) for the squared error of a layer's
 * output, as in Kurtic et al., arXiv:2302.04089: without input {@code j}, the error grows by {@code
 * |w_j|^2 / inverse_jj}, where {@code w_j} are its weights and {@code inverse} is the inverse of
 * the inputs' second moments.
 */
final class Elimination {
  /** Relative to the mean of the moments' diagonal, so that an input may always be zero. */
  private static final double RIDGE = 1e-4;

  private final int inputs;
  private final int unit;

  /** The inverse of the second moments, then the weights: {@code [inputs + 1][...]}. */
  private final double[][] rows;

  private final boolean[] removed;

  /**
   * What is left.
   *
   * @param inputs the indices that were kept, ascending
   * @param weights their weights, {@code [kept][outputs]}
   * @param bias {@code [outputs]}
   */
  record Kept(int[] inputs, double[][] weights, double[] bias) {}

  private Elimination(Moments moments, int unit) {
    this.inputs = moments.products().length - 1;
    this.unit = unit;
    this.removed = new boolean[inputs + 1];
    double trace = IntStream.range(0, inputs).mapToDouble(i -> moments.products()[i][i]).sum();
    this.rows = new double[inputs + 1][];
    for (int i = 0; i <= inputs; i++) {
      rows[i] = joined(moments.products()[i], moments.targets()[i]);
      rows[i][i] += RIDGE * trace / inputs;
    }
    for (int i = 0; i <= inputs; i++) {
      invert(i);
    }
  }

  /**
   * Keeps the given number of units.
   *
   * @param unit how many consecutive inputs a unit has
   * @param keep at least 1 and at most as many as there are
   */
  static Kept keep(Moments moments, int unit, int keep) {
    Elimination elimination = new Elimination(moments, unit);
    for (int left = elimination.inputs / unit; left > keep; left--) {
      int least = elimination.leastNeeded();
      for (int i = least; i < least + unit; i++) {
        elimination.remove(i);
      }
    }
    return elimination.kept();
  }

  private static double[] joined(double[] first, double[] second) {
    double[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** One step of Gauss-Jordan inversion in place; the matrix is positive definite. */
  private void invert(int pivot) {
    double[] row = rows[pivot];
    double scale = 1 / row[pivot];
    row[pivot] = 1;
    for (int j = 0; j < row.length; j++) {
      row[j] *= scale;
    }
    for (int i = 0; i < rows.length; i++) {
      if (i != pivot) {
        double factor = rows[i][pivot];
        rows[i][pivot] = 0;
        subtract(rows[i], factor, row);
      }
    }
  }

  /** The first input of the unit whose removal increases the error least. */
  private int leastNeeded() {
    int least = -1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int first = 0; first < inputs; first += unit) {
      if (!removed[first]) {
        double growth = growth(first);
        if (growth < smallest) {
          smallest = growth;
          least = first;
        }
      }
    }
    return least;
  }

  /** The growth of the error if the inputs of a unit are removed one after another. */
  private double growth(int first) {
    double[][] block = new double[unit][];
    for (int i = 0; i < unit; i++) {
      double[] row = rows[first + i];
      block[i] = joined(Arrays.copyOfRange(row, first, first + unit), weights(first + i));
    }
    double growth = 0;
    for (int i = 0; i < unit; i++) {
      double squares = 0;
      for (int j = unit; j < block[i].length; j++) {
        squares += block[i][j] * block[i][j];
      }
      growth += squares / block[i][i];
      for (int j = i + 1; j < unit; j++) {
        subtract(block[j], block[j][i] / block[i][i], block[i]);
      }
    }
    return growth;
  }

  /** Refits the weights of the other inputs. */
  private void remove(int input) {
    removed[input] = true;
    double[] row = rows[input];
    for (int i = 0; i < rows.length; i++) {
      if (!removed[i]) {
        subtract(rows[i], rows[i][input] / row[input], row);
      }
    }
  }

  private static void subtract(double[] target, double factor, double[] row) {
    for (int j = 0; j < target.length; j++) {
      target[j] -= factor * row[j];
    }
  }

  private double[] weights(int input) {
    return Arrays.copyOfRange(rows[input], rows.length, rows[input].length);
  }

  private Kept kept() {
    int[] left = IntStream.range(0, inputs).filter(i -> !removed[i]).toArray();
    return new Kept(
        left,
        Arrays.stream(left).mapToObj(this::weights).toArray(double[][]::new),
        weights(inputs));
  }
}
