package dev.arena.console.topics;

import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * A hash of texts that is different in each process: the value of a polynomial with the text's
 * characters as coefficients, at a random point, modulo the prime 2^61 - 1 (Carter and Wegman,
 * "Universal classes of hash functions", 1979). Two texts of up to n characters have the same hash
 * for at most n + 1 of the 2^61 points, so no one who does not know the point can construct
 * collisions. Immutable.
 */
final class PolynomialHash implements ToLongFunction<String> {
  private static final int BITS = 61;
  private static final long PRIME = (1L << BITS) - 1;

  private final long point;

  /**
   * @param random chooses the point
   */
  PolynomialHash(RandomGenerator random) {
    this.point = random.nextLong(1L << 32, PRIME);
  }

  /** The hash of a text, from 0 to 2^61 - 2. */
  @Override
  public long applyAsLong(String text) {
    long hash = 1;
    for (int i = 0; i < text.length(); i++) {
      hash = reduce(product(hash, point) + text.charAt(i) + 1);
    }
    return hash;
  }

  /** The product of two numbers below the prime, modulo the prime. */
  static long product(long one, long other) {
    long low = one * other;
    long high = Math.multiplyHigh(one, other);
    return reduce((low & PRIME) + ((high << (Long.SIZE - BITS)) | (low >>> BITS)));
  }

  /** A number below twice the prime and 2^62, modulo the prime. */
  private static long reduce(long sum) {
    return sum >= PRIME ? sum - PRIME : sum;
  }
}
