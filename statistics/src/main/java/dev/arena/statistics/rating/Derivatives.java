package dev.arena.statistics.rating;

import java.util.Arrays;

/**
 * The gradient and the lower triangle of the Hessian (row-major) of a loss. For one thread;
 * overwritten by each evaluation.
 */
final class Derivatives {
  final int size;
  final double[] gradient;
  final double[] hessian;

  Derivatives(int size) {
    this.size = size;
    gradient = new double[size];
    hessian = new double[size * size];
  }

  void clear() {
    Arrays.fill(gradient, 0);
    Arrays.fill(hessian, 0);
  }

  /**
   * Adds what depends on the difference of two ratings.
   *
   * @param slope the first derivative by the difference
   * @param curvature the second
   */
  void addDifference(int first, int second, double slope, double curvature) {
    gradient[first] += slope;
    gradient[second] -= slope;
    hessian[first * size + first] += curvature;
    hessian[second * size + second] += curvature;
    hessian[Math.max(first, second) * size + Math.min(first, second)] -= curvature;
  }

  /** Adds the mixed derivative of the difference of two ratings and a further parameter. */
  void addMixed(int first, int second, int further, double mixed) {
    hessian[further * size + first] += mixed;
    hessian[further * size + second] -= mixed;
  }

  /** Adds {@code factor |p|^2} for a parameter p. */
  void addPenalty(int parameter, double value, double factor) {
    gradient[parameter] += 2 * factor * value;
    hessian[parameter * size + parameter] += 2 * factor;
  }

  /**
   * The Hessian plus, for each component, a multiple of the matrix of ones. The loss does not
   * change when a constant is added to a component's ratings, which makes the Hessian singular;
   * this makes it regular and changes nothing for vectors whose sum over a component is zero. So
   * its inverse is the pseudo-inverse plus a matrix that such vectors do not see.
   *
   * @param ridge is added to the diagonal of the ratings
   */
  double[] regularHessian(Components components, double ridge) {
    double[] matrix = hessian.clone();
    for (int c = 0; c < components.count(); c++) {
      int from = components.start(c);
      int to = from + components.size(c);
      double trace = 0;
      for (int i = from; i < to; i++) {
        trace += matrix[i * size + i];
      }
      double constant = trace > 0 ? trace / components.size(c) / components.size(c) : 1;
      for (int i = from; i < to; i++) {
        for (int j = from; j <= i; j++) {
          matrix[i * size + j] += constant;
        }
        matrix[i * size + i] += ridge;
      }
    }
    return matrix;
  }
}
