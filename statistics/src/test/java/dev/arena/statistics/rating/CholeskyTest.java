package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CholeskyTest {
  @Property(tries = 100)
  void solutionsAndInversesSolve(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 40) int n) {
    double[] root = random.doubles((long) n * n, -1, 1).toArray();
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          matrix[i * n + j] += root[i * n + k] * root[j * n + k];
        }
      }
      matrix[i * n + i] += 0.1;
    }
    double[] right = random.doubles(n, -1, 1).toArray();

    Cholesky cholesky = Cholesky.factorise(n, matrix.clone());

    assertThat(product(n, matrix, cholesky.solve(right))).containsExactly(right, within(1e-9));
    double[] inverse = cholesky.inverse();
    for (int column = 0; column < n; column++) {
      double[] unit = new double[n];
      unit[column] = 1;
      double[] ofInverse = new double[n];
      for (int i = 0; i < n; i++) {
        ofInverse[i] = inverse[i * n + column];
      }
      assertThat(product(n, matrix, ofInverse)).containsExactly(unit, within(1e-9));
    }
  }

  @Test
  void aSingularMatrixHasNoFactor() {
    assertThat(Cholesky.factorise(2, new double[] {1, 1, 1, 1})).isNull();
    assertThat(Cholesky.factorise(1, new double[] {-1})).isNull();
    assertThat(Cholesky.factorise(1, new double[] {Double.NaN})).isNull();
  }

  private static double[] product(int n, double[] matrix, double[] vector) {
    double[] product = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        product[i] += matrix[i * n + j] * vector[j];
      }
    }
    return product;
  }
}
