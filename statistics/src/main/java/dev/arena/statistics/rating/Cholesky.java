package dev.arena.statistics.rating;

import org.jspecify.annotations.Nullable;

/**
 * The Cholesky factorisation of a symmetric, positive definite matrix (G. H. Golub and C. F. Van
 * Loan, "Matrix Computations", section 4.2). Matrices are row-major; of symmetric ones the lower
 * triangle is read.
 */
final class Cholesky {
  /** A pivot this much smaller than its diagonal element is rounding error. */
  private static final double SMALLEST_PIVOT = 1e-13;

  private final int n;
  private final double[] factor;

  private Cholesky(int n, double[] factor) {
    this.n = n;
    this.factor = factor;
  }

  /**
   * Factorises a matrix in place.
   *
   * @return null if the matrix is not positive definite to the precision of a double
   */
  static @Nullable Cholesky factorise(int n, double[] matrix) {
    for (int i = 0; i < n; i++) {
      int row = i * n;
      double diagonal = matrix[row + i];
      for (int j = 0; j < i; j++) {
        int other = j * n;
        double sum = matrix[row + j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[row + k] * matrix[other + k];
        }
        matrix[row + j] = sum / matrix[other + j];
      }
      double pivot = diagonal;
      for (int k = 0; k < i; k++) {
        pivot -= matrix[row + k] * matrix[row + k];
      }
      if (!(pivot > SMALLEST_PIVOT * diagonal && pivot < Double.POSITIVE_INFINITY)) {
        return null;
      }
      matrix[row + i] = Math.sqrt(pivot);
    }
    return new Cholesky(n, matrix);
  }

  /** Solves for one right-hand side. */
  double[] solve(double[] rightSide) {
    double[] x = rightSide.clone();
    for (int i = 0; i < n; i++) {
      double sum = x[i];
      for (int k = 0; k < i; k++) {
        sum -= factor[i * n + k] * x[k];
      }
      x[i] = sum / factor[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= factor[i * n + i];
      double value = x[i];
      for (int k = 0; k < i; k++) {
        x[k] -= factor[i * n + k] * value;
      }
    }
    return x;
  }

  /** The inverse, with both triangles. */
  double[] inverse() {
    // rows of the factor's inverse, by forward substitution on whole rows
    double[] rows = new double[n * n];
    for (int i = 0; i < n; i++) {
      double reciprocal = 1 / factor[i * n + i];
      for (int k = 0; k < i; k++) {
        double multiple = factor[i * n + k];
        for (int j = 0; j <= k; j++) {
          rows[i * n + j] -= multiple * rows[k * n + j];
        }
      }
      for (int j = 0; j < i; j++) {
        rows[i * n + j] *= reciprocal;
      }
      rows[i * n + i] = reciprocal;
    }
    double[] inverse = new double[n * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i <= k; i++) {
        double multiple = rows[k * n + i];
        for (int j = 0; j <= i; j++) {
          inverse[i * n + j] += multiple * rows[k * n + j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        inverse[j * n + i] = inverse[i * n + j];
      }
    }
    return inverse;
  }
}
