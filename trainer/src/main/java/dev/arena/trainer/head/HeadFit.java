package dev.arena.trainer.head;

import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link DavidsonHead}: minimises the weighted sum of the rows' losses plus {@code ridge/2}
 * times each squared coefficient. The problem is convex; damped Newton steps solve it to within
 * rounding error, and the same rows in the same order give bit-identical coefficients.
 */
public final class HeadFit {
  private static final int MOST_STEPS = 100;
  private static final double CONVERGED = 1e-9;
  private static final double CONSTANT_RIDGE = 1e-6;
  private static final double SMALLEST_PIVOT = 1e-12;

  private final List<HeadRow> rows;
  private final Penalty penalty;
  private final int antisymmetric;
  private final int size;

  /**
   * The ridge penalty and the weight of tie-free rows.
   *
   * @param antisymmetric ridge of each coefficient {@code b}
   * @param symmetric ridge of each coefficient {@code g}
   * @param constant ridge of {@code c}
   * @param tieFreeWeight weight of tie-free rows relative to the others
   */
  public record Penalty(
      double[] antisymmetric, double[] symmetric, double constant, double tieFreeWeight) {

    /** The same ridge for every coefficient, and almost none for the constant. */
    public static Penalty uniform(HeadRow like, double ridge, double tieFreeWeight) {
      double[] antisymmetric = new double[like.antisymmetric().length];
      double[] symmetric = new double[like.symmetric().length];
      Arrays.fill(antisymmetric, ridge);
      Arrays.fill(symmetric, ridge);
      return new Penalty(antisymmetric, symmetric, CONSTANT_RIDGE, tieFreeWeight);
    }
  }

  private HeadFit(List<HeadRow> rows, Penalty penalty) {
    this.rows = rows;
    this.penalty = penalty;
    this.antisymmetric = penalty.antisymmetric().length;
    this.size = antisymmetric + penalty.symmetric().length + 1;
  }

  /** Fits a head to rows; without rows, all coefficients are zero. */
  public static DavidsonHead fit(List<HeadRow> rows, Penalty penalty) {
    HeadFit fit = new HeadFit(rows, penalty);
    return fit.head(fit.minimise());
  }

  private double[] minimise() {
    double[] theta = new double[size];
    double value = value(theta);
    for (int i = 0; i < MOST_STEPS; i++) {
      double[] gradient = new double[size];
      double[][] hessian = new double[size][size];
      derive(theta, gradient, hessian);
      double[] step = solve(hessian, gradient);
      double slope = 0;
      for (int j = 0; j < size; j++) {
        slope += gradient[j] * step[j];
      }
      if (slope < CONVERGED) {
        return theta;
      }
      double length = 1;
      double[] next = moved(theta, step, length);
      double nextValue = value(next);
      while (nextValue > value - 1e-4 * length * slope && length > 1e-10) {
        length /= 2;
        next = moved(theta, step, length);
        nextValue = value(next);
      }
      theta = next;
      value = nextValue;
    }
    return theta;
  }

  private static double[] moved(double[] theta, double[] step, double length) {
    double[] next = new double[theta.length];
    for (int j = 0; j < next.length; j++) {
      next[j] = theta[j] - length * step[j];
    }
    return next;
  }

  private DavidsonHead head(double[] theta) {
    return new DavidsonHead(
        Arrays.copyOf(theta, antisymmetric),
        Arrays.copyOfRange(theta, antisymmetric, size - 1),
        theta[size - 1]);
  }

  private double ridge(int index) {
    if (index < antisymmetric) {
      return penalty.antisymmetric()[index];
    }
    return index < size - 1 ? penalty.symmetric()[index - antisymmetric] : penalty.constant();
  }

  private double weight(HeadRow row) {
    return row.target().tieFree() ? row.weight() * penalty.tieFreeWeight() : row.weight();
  }

  private double value(double[] theta) {
    DavidsonHead head = head(theta);
    double sum = 0;
    for (HeadRow row : rows) {
      double weight = weight(row);
      if (weight > 0) {
        sum += weight * head.loss(row);
      }
    }
    for (int j = 0; j < size; j++) {
      sum += ridge(j) / 2 * theta[j] * theta[j];
    }
    return sum;
  }

  private void derive(double[] theta, double[] gradient, double[][] hessian) {
    DavidsonHead head = head(theta);
    for (HeadRow row : rows) {
      double weight = weight(row);
      if (weight > 0) {
        Slopes slopes = Slopes.of(row, head.difference(row), head.tie(row));
        add(row, slopes, weight, gradient, hessian);
      }
    }
    for (int j = 0; j < size; j++) {
      gradient[j] += ridge(j) * theta[j];
      hessian[j][j] += ridge(j);
      for (int k = 0; k < j; k++) {
        hessian[k][j] = hessian[j][k];
      }
    }
  }

  /** Adds one row's contribution to the gradient and to the lower triangle of the Hessian. */
  private void add(
      HeadRow row, Slopes slopes, double weight, double[] gradient, double[][] hessian) {
    double[] x = row.antisymmetric();
    double[] s = row.symmetric();
    for (int j = 0; j < antisymmetric; j++) {
      gradient[j] += weight * slopes.d() * x[j];
      double factor = weight * slopes.dd() * x[j];
      double[] line = hessian[j];
      for (int k = 0; k <= j; k++) {
        line[k] += factor * x[k];
      }
    }
    if (row.target().tieFree()) {
      return;
    }
    for (int j = antisymmetric; j < size; j++) {
      double value = j < size - 1 ? s[j - antisymmetric] : 1;
      gradient[j] += weight * slopes.t() * value;
      double cross = weight * slopes.dt() * value;
      double own = weight * slopes.tt() * value;
      double[] line = hessian[j];
      for (int k = 0; k < antisymmetric; k++) {
        line[k] += cross * x[k];
      }
      for (int k = antisymmetric; k <= j; k++) {
        line[k] += own * (k < size - 1 ? s[k - antisymmetric] : 1);
      }
    }
  }

  /** First and second derivatives of a row's loss with respect to {@code d} and {@code t}. */
  private record Slopes(double d, double t, double dd, double dt, double tt) {
    static Slopes of(HeadRow row, double difference, double tie) {
      Target target = row.target();
      if (target.tieFree()) {
        double p = 1 / (1 + Math.exp(-difference));
        return new Slopes(p - target.a(), 0, p * (1 - p), 0, 0);
      }
      double[] p = DavidsonHead.probabilities(difference, tie);
      double lead = p[0] - p[1];
      return new Slopes(
          (lead - (target.a() - target.b())) / 2,
          p[2] - target.tie(),
          (p[0] + p[1] - lead * lead) / 4,
          -lead * p[2] / 2,
          p[2] * (1 - p[2]));
    }
  }

  /**
   * Solves {@code matrix * x = right} by Cholesky decomposition.
   *
   * @param matrix a symmetric, positive definite matrix; only its lower triangle is read, and it is
   *     overwritten
   */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, SMALLEST_PIVOT)) : sum / matrix[j][j];
      }
    }
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= matrix[i][k] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= matrix[k][i] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    return x;
  }
}
