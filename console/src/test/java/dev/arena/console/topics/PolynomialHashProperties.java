package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class PolynomialHashProperties {
  private static final long LARGEST = (1L << 61) - 2;
  private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);

  @Property
  void productsAreModuloThePrime(
      @ForAll @LongRange(min = 0, max = LARGEST) long one,
      @ForAll @LongRange(min = 0, max = LARGEST) long other) {
    assertThat(PolynomialHash.product(one, other))
        .isEqualTo(
            BigInteger.valueOf(one).multiply(BigInteger.valueOf(other)).mod(PRIME).longValue());
  }

  @Property
  void aTextHasTheValueOfItsPolynomial(@ForAll String text, @ForAll long seed) {
    BigInteger point = BigInteger.valueOf(new Random(seed).nextLong(1L << 32, LARGEST + 1));
    BigInteger expected = BigInteger.ONE;
    for (int i = 0; i < text.length(); i++) {
      expected = expected.multiply(point).add(BigInteger.valueOf(text.charAt(i) + 1)).mod(PRIME);
    }

    assertThat(new PolynomialHash(new Random(seed)).applyAsLong(text))
        .isEqualTo(expected.longValue());
  }
}
