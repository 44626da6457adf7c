package dev.arena.statistics.rating;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects battles in any order and puts them into the order of {@link Battles}. For one thread;
 * builds once.
 */
public final class BattlesBuilder {
  private static final int FIRST_CAPACITY = 64;

  /** So that a pair and a result fit into 31 bits. */
  private static final int MAX_MODELS = 20_000;

  final List<String> models;
  final int voters;
  private int size;
  int styled;
  boolean keepOrientation;
  int[] first = new int[FIRST_CAPACITY];
  int[] second = new int[FIRST_CAPACITY];
  byte[] result = new byte[FIRST_CAPACITY];
  boolean[] flip = new boolean[FIRST_CAPACITY];
  int[] voter = new int[FIRST_CAPACITY];
  int[] count = new int[FIRST_CAPACITY];
  double @Nullable [] weight;
  float @Nullable [] style;

  BattlesBuilder(List<String> models, int voters) {
    this.models = List.copyOf(models);
    this.voters = voters;
    if (models.size() > MAX_MODELS) {
      throw new IllegalArgumentException(
          models.size() + " models; expected at most " + MAX_MODELS + "; select fewer models");
    }
    for (int i = 1; i < models.size(); i++) {
      if (models.get(i - 1).compareTo(models.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "model "
                + models.get(i)
                + " follows "
                + models.get(i - 1)
                + "; expected sorted, distinct names; sort them before battles refer to them");
      }
    }
  }

  /** Adds a battle; the other methods change the battle that was added last. */
  public BattlesBuilder add(int modelA, int modelB, BattleResult battleResult, int voterIndex) {
    Objects.checkIndex(modelA, models.size());
    Objects.checkIndex(modelB, models.size());
    if (modelA == modelB) {
      throw new IllegalArgumentException(
          "both sides of a battle are "
              + models.get(modelA)
              + "; expected two models; skip such battles");
    }
    if (voterIndex != Battles.ANONYMOUS) {
      Objects.checkIndex(voterIndex, voters);
    }
    grow();
    boolean exchange = modelA > modelB;
    first[size] = exchange ? modelB : modelA;
    second[size] = exchange ? modelA : modelB;
    result[size] = (byte) (exchange ? battleResult.mirrored() : battleResult).ordinal();
    flip[size] = exchange;
    voter[size] = voterIndex;
    count[size] = 1;
    if (weight != null) {
      weight[size] = 1;
    }
    size++;
    return this;
  }

  /** The battle counts as many times. */
  public BattlesBuilder times(int times) {
    if (times < 1) {
      throw new IllegalArgumentException(times + " times the same battle; expected at least 1");
    }
    count[size - 1] = times;
    return this;
  }

  /** The weight of the battle in the likelihood, for example 1 / the probability of its pair. */
  public BattlesBuilder weight(double battleWeight) {
    if (!(battleWeight > 0 && battleWeight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight of a battle is " + battleWeight + "; expected a positive, finite number");
    }
    if (weight == null) {
      weight = new double[first.length];
      Arrays.fill(weight, 1);
    }
    weight[size - 1] = battleWeight;
    return this;
  }

  /** The style of answer A less that of B. Either all battles have one, or none has. */
  public BattlesBuilder style(StyleDifference difference) {
    if (style == null) {
      style = new float[first.length * StyleFeature.COUNT];
    }
    float sign = flip[size - 1] ? -1 : 1;
    int at = (size - 1) * StyleFeature.COUNT;
    // adding 0 turns -0 into 0, which compares as different
    style[at] = sign * difference.length() + 0f;
    style[at + 1] = sign * difference.headers() + 0f;
    style[at + 2] = sign * difference.lists() + 0f;
    style[at + 3] = sign * difference.bold() + 0f;
    styled++;
    return this;
  }

  public Battles build() {
    if (styled != 0 && styled != size) {
      throw new IllegalArgumentException(
          styled
              + " of "
              + size
              + " battles have a style; expected all or none; leave out the others for style control");
    }
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      long matchup = (long) first[i] * models.size() + second[i];
      keys[i] = (matchup * 3 + result[i]) << Integer.SIZE | lowBits(i);
    }
    int[] order = RadixSort.sort(keys);
    if (weight != null || style != null) {
      sortEqualKeys(order, keys);
    }
    return new Battles(this, order, keys);
  }

  /** The voter; without voters the difference in length, so that few keys are equal. */
  private long lowBits(int battle) {
    if (voters > 0 || style == null) {
      return voter[battle] + 1L;
    }
    int bits = Float.floatToIntBits(style[battle * StyleFeature.COUNT]);
    // in the order of the floats, as an unsigned number
    return Integer.toUnsignedLong(bits ^ (bits >> 31 | Integer.MIN_VALUE));
  }

  private void sortEqualKeys(int[] order, long[] keys) {
    int from = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || keys[i] != keys[from]) {
        if (i - from > 1) {
          IntMergeSort.sort(order, from, i, this::compareDetails);
        }
        from = i;
      }
    }
  }

  /** Compares what a key does not hold. */
  private int compareDetails(int left, int right) {
    if (style != null) {
      int l = left * StyleFeature.COUNT;
      int r = right * StyleFeature.COUNT;
      for (int k = 0; k < StyleFeature.COUNT; k++) {
        int order = Float.compare(style[l + k], style[r + k]);
        if (order != 0) {
          return order;
        }
      }
    }
    if (weight != null) {
      int order = Double.compare(weight[left], weight[right]);
      if (order != 0) {
        return order;
      }
    }
    return keepOrientation ? Boolean.compare(flip[left], flip[right]) : 0;
  }

  /** Whether the battle at a position of the order belongs to the row of the previous one. */
  boolean same(int[] order, long[] keys, int position) {
    return keys[position] == keys[position - 1]
        && compareDetails(order[position - 1], order[position]) == 0;
  }

  int countDistinct(int[] order, long[] keys) {
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || !same(order, keys, i)) {
        distinct++;
      }
    }
    return distinct;
  }

  private void grow() {
    if (size < first.length) {
      return;
    }
    resize(Math.addExact(size, size / 2));
  }

  /** Makes room for so many battles, which takes less memory than growing. */
  BattlesBuilder reserve(int battles) {
    if (battles > first.length) {
      resize(battles);
    }
    return this;
  }

  private void resize(int capacity) {
    first = Arrays.copyOf(first, capacity);
    second = Arrays.copyOf(second, capacity);
    result = Arrays.copyOf(result, capacity);
    flip = Arrays.copyOf(flip, capacity);
    voter = Arrays.copyOf(voter, capacity);
    count = Arrays.copyOf(count, capacity);
    if (weight != null) {
      weight = Arrays.copyOf(weight, capacity);
    }
    if (style != null) {
      style = Arrays.copyOf(style, Math.multiplyExact(capacity, StyleFeature.COUNT));
    }
  }
}
