package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SortingTest {
  @Property(tries = 300)
  void keysAreSortedAndTheirOriginsKeptInOrder(
      @ForAll Random random,
      @ForAll @IntRange(max = 300) int size,
      @ForAll @IntRange(min = 1, max = 63) int bits) {
    long[] keys =
        IntStream.range(0, size).mapToLong(i -> random.nextLong() >>> (64 - bits)).toArray();
    long[] sorted = keys.clone();

    int[] origins = RadixSort.sort(sorted);

    int[] expected =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(i -> keys[i]))
            .mapToInt(i -> i)
            .toArray();
    assertThat(origins).containsExactly(expected);
    assertThat(sorted).containsExactly(Arrays.stream(expected).mapToLong(i -> keys[i]).toArray());
  }

  @Property(tries = 300)
  void aRangeIsSortedStablyAndTheRestIsLeftAlone(
      @ForAll Random random,
      @ForAll @IntRange(max = 300) int size,
      @ForAll @IntRange(min = 1, max = 1000) int distinct) {
    int[] rank = random.ints(size, 0, distinct).toArray();
    int[] values = IntStream.range(0, size).toArray();
    int from = size == 0 ? 0 : random.nextInt(size);
    int to = from + random.nextInt(size - from + 1);

    IntMergeSort.sort(values, from, to, (l, r) -> Integer.compare(rank[l], rank[r]));

    int[] expected =
        IntStream.concat(
                IntStream.concat(
                    IntStream.range(0, from),
                    IntStream.range(from, to)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> rank[i]))
                        .mapToInt(i -> i)),
                IntStream.range(to, size))
            .toArray();
    assertThat(values).containsExactly(expected);
  }
}
