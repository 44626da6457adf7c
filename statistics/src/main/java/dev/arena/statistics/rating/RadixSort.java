package dev.arena.statistics.rating;

import java.util.Arrays;

/** A stable sort of 64-bit keys that also returns where each key came from. */
final class RadixSort {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;
  private static final int DIGITS = (Long.SIZE + BITS - 1) / BITS;

  private RadixSort() {}

  /**
   * Sorts the keys, which must not be negative.
   *
   * @return for each position in the sorted array, the key's original position
   */
  static int[] sort(long[] keys) {
    int n = keys.length;
    int[][] counts = countDigits(keys);
    long[] from = keys;
    long[] to = new long[n];
    int[] origin = new int[n];
    Arrays.setAll(origin, i -> i);
    int[] newOrigin = new int[n];
    for (int digit = 0; digit < DIGITS; digit++) {
      int[] count = counts[digit];
      if (n == 0 || count[digit(from[0], digit)] == n) {
        continue; // all keys have the same digit
      }
      int sum = 0;
      for (int b = 0; b < BUCKETS; b++) {
        int size = count[b];
        count[b] = sum;
        sum += size;
      }
      for (int i = 0; i < n; i++) {
        int place = count[digit(from[i], digit)]++;
        to[place] = from[i];
        newOrigin[place] = origin[i];
      }
      long[] keysNow = to;
      to = from;
      from = keysNow;
      int[] originNow = newOrigin;
      newOrigin = origin;
      origin = originNow;
    }
    if (from != keys) {
      System.arraycopy(from, 0, keys, 0, n);
    }
    return origin;
  }

  private static int[][] countDigits(long[] keys) {
    int[][] counts = new int[DIGITS][BUCKETS];
    for (long key : keys) {
      for (int digit = 0; digit < DIGITS; digit++) {
        counts[digit][digit(key, digit)]++;
      }
    }
    return counts;
  }

  private static int digit(long key, int digit) {
    return (int) (key >>> (digit * BITS)) & (BUCKETS - 1);
  }
}
