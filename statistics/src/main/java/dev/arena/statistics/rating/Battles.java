package dev.arena.statistics.rating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Battles in one canonical order: whatever the order in which they were added, and whichever side
 * was called A, equal sets of battles give equal objects, so that all sums over them are equal bit
 * for bit. Immutable.
 *
 * <p>Models and voters are indices; both must be in an order that depends on their names only, as
 * from {@link BattleTable}. A row stands for all battles of one voter with the same two models, the
 * same result, weight and style; rows are sorted by pair of models. A row takes 13 bytes, 8 more
 * with weights and 20 more with style.
 */
public final class Battles {
  /** The voter of a battle whose voter is not known. */
  public static final int ANONYMOUS = -1;

  static final int FIRST_WINS = 0;
  static final int TIE = 1;
  static final int SECOND_WINS = 2;

  /** So that a pair and a result fit into 31 bits. */
  private static final int MAX_MODELS = 20_000;

  private final List<String> models;
  private final int voterLimit;

  // per pair of models that has battles
  private final int[] first;
  private final int[] second;
  private final int[] start;

  // per row
  private final int[] pair;
  private final byte[] result;
  private final int[] voter;
  private final int[] count;
  private final double @Nullable [] weight;
  private final float @Nullable [] style;
  private final int @Nullable [] flipped;

  private Battles(Builder builder, int[] order, long[] keys) {
    models = builder.models;
    voterLimit = builder.voters;
    int rows = builder.countDistinct(order, keys);
    pair = new int[rows];
    result = new byte[rows];
    voter = new int[rows];
    count = new int[rows];
    weight = builder.weight == null ? null : new double[rows];
    style = builder.styled == 0 ? null : new float[rows * StyleFeature.COUNT];
    flipped = builder.styled == 0 ? null : new int[rows];
    int[] firsts = new int[rows];
    int[] seconds = new int[rows];
    int[] starts = new int[rows + 1];
    int pairs = 0;
    int row = -1;
    for (int i = 0; i < order.length; i++) {
      int source = order[i];
      if (i == 0 || !builder.same(order, keys, i)) {
        row++;
        int lower = builder.first[source];
        int upper = builder.second[source];
        if (pairs == 0 || firsts[pairs - 1] != lower || seconds[pairs - 1] != upper) {
          firsts[pairs] = lower;
          seconds[pairs] = upper;
          starts[pairs] = row;
          pairs++;
        }
        pair[row] = pairs - 1;
        copyRow(builder, source, row);
      }
      count[row] = Math.addExact(count[row], builder.count[source]);
      if (flipped != null && builder.flip[source]) {
        flipped[row] = Math.addExact(flipped[row], builder.count[source]);
      }
    }
    starts[pairs] = rows;
    first = Arrays.copyOf(firsts, pairs);
    second = Arrays.copyOf(seconds, pairs);
    start = Arrays.copyOf(starts, pairs + 1);
  }

  private void copyRow(Builder builder, int source, int row) {
    result[row] = builder.result[source];
    voter[row] = builder.voter[source];
    if (weight != null && builder.weight != null) {
      weight[row] = builder.weight[source];
    }
    if (style != null && builder.style != null) {
      System.arraycopy(
          builder.style,
          source * StyleFeature.COUNT,
          style,
          row * StyleFeature.COUNT,
          StyleFeature.COUNT);
    }
  }

  /**
   * Starts a set of battles.
   *
   * @param models names, sorted and distinct; battles refer to them by index
   * @param voters how many voters there may be; a battle's voter is below, or {@link #ANONYMOUS}
   */
  public static Builder builder(List<String> models, int voters) {
    return new Builder(models, voters);
  }

  public List<String> models() {
    return models;
  }

  /** The number of battles. */
  public long votes() {
    long votes = 0;
    for (int c : count) {
      votes += c;
    }
    return votes;
  }

  /** The counts of each pair of models that has battles, sorted by model indices. */
  public List<Matchup> matchups() {
    List<Matchup> matchups = new ArrayList<>(pairs());
    for (int p = 0; p < pairs(); p++) {
      long[] counts = new long[3];
      for (int row = start[p]; row < start[p + 1]; row++) {
        counts[result[row]] += count[row];
      }
      matchups.add(new Matchup(first[p], second[p], counts[0], counts[1], counts[2]));
    }
    return matchups;
  }

  public boolean hasStyle() {
    return style != null;
  }

  int rows() {
    return pair.length;
  }

  int pairs() {
    return first.length;
  }

  /** The model with the lower index. */
  int first(int pairIndex) {
    return first[pairIndex];
  }

  /** The model with the higher index. */
  int second(int pairIndex) {
    return second[pairIndex];
  }

  /** The first row of a pair; the rows of a pair end where those of the next begin. */
  int start(int pairIndex) {
    return start[pairIndex];
  }

  int pair(int row) {
    return pair[row];
  }

  /** {@link #FIRST_WINS}, {@link #TIE} or {@link #SECOND_WINS}. */
  int result(int row) {
    return result[row];
  }

  /** One more than the largest voter index. */
  int voterLimit() {
    return voterLimit;
  }

  int voter(int row) {
    return voter[row];
  }

  int count(int row) {
    return count[row];
  }

  double weight(int row) {
    return weight == null ? 1 : weight[row];
  }

  /** How many of a row's battles were given with the second model as A. */
  int flipped(int row) {
    return flipped == null ? 0 : flipped[row];
  }

  /**
   * The style differences of all rows, first model less second, {@link StyleFeature#COUNT} a row.
   */
  float[] style() {
    return Objects.requireNonNull(style, "battles without style");
  }

  /** Each row's count times its weight. */
  double[] rowWeights() {
    double[] weights = new double[rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = count[row] * weight(row);
    }
    return weights;
  }

  /** The rows with known voters, grouped by voter, within a voter in canonical order. */
  VoterRows rowsByVoter() {
    int[] starts = new int[voterLimit + 1];
    for (int v : voter) {
      if (v >= 0) {
        starts[v + 1]++;
      }
    }
    for (int v = 0; v < voterLimit; v++) {
      starts[v + 1] += starts[v];
    }
    int[] rows = new int[starts[voterLimit]];
    int[] pairs = new int[rows.length];
    int[] next = Arrays.copyOf(starts, voterLimit);
    for (int row = 0; row < voter.length; row++) {
      if (voter[row] >= 0) {
        int place = next[voter[row]]++;
        rows[place] = row;
        pairs[place] = pair[row];
      }
    }
    return new VoterRows(starts, rows, pairs);
  }

  /**
   * Rows grouped by voter.
   *
   * @param start where the rows of each voter begin, and at the end their number
   * @param rows row indices
   * @param pairs the pair of each of these rows, because looking it up misses the cache
   */
  record VoterRows(int[] start, int[] rows, int[] pairs) {}

  /** The same battles, with rows that hold battles of one orientation only. */
  Battles splitByOrientation() {
    Builder copy = new Builder(models, voterLimit);
    for (int row = 0; row < rows(); row++) {
      addOriented(copy, row, count[row] - flipped(row), false);
      addOriented(copy, row, flipped(row), true);
    }
    copy.keepOrientation = true;
    return copy.build();
  }

  private void addOriented(Builder copy, int row, int times, boolean flip) {
    if (times == 0) {
      return;
    }
    BattleResult given = BattleResult.values()[result[row]];
    int a = flip ? second[pair[row]] : first[pair[row]];
    int b = flip ? first[pair[row]] : second[pair[row]];
    copy.add(a, b, flip ? given.mirrored() : given, voter[row]).times(times);
    if (weight != null) {
      copy.weight(weight[row]);
    }
    if (style != null) {
      int at = row * StyleFeature.COUNT;
      float sign = flip ? -1 : 1;
      copy.style(
          new StyleDifference(
              sign * style[at], sign * style[at + 1], sign * style[at + 2], sign * style[at + 3]));
    }
  }

  /** Collects battles in any order. For one thread; builds once. */
  public static final class Builder {
    private static final int FIRST_CAPACITY = 64;

    private final List<String> models;
    private final int voters;
    private int size;
    private int styled;
    private boolean keepOrientation;
    private int[] first = new int[FIRST_CAPACITY];
    private int[] second = new int[FIRST_CAPACITY];
    private byte[] result = new byte[FIRST_CAPACITY];
    private boolean[] flip = new boolean[FIRST_CAPACITY];
    private int[] voter = new int[FIRST_CAPACITY];
    private int[] count = new int[FIRST_CAPACITY];
    private double @Nullable [] weight;
    private float @Nullable [] style;

    private Builder(List<String> models, int voters) {
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
    public Builder add(int modelA, int modelB, BattleResult battleResult, int voterIndex) {
      Objects.checkIndex(modelA, models.size());
      Objects.checkIndex(modelB, models.size());
      if (modelA == modelB) {
        throw new IllegalArgumentException(
            "both sides of a battle are "
                + models.get(modelA)
                + "; expected two models; skip such battles");
      }
      if (voterIndex != ANONYMOUS) {
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
    public Builder times(int times) {
      if (times < 1) {
        throw new IllegalArgumentException(times + " times the same battle; expected at least 1");
      }
      count[size - 1] = times;
      return this;
    }

    /** The weight of the battle in the likelihood, for example 1 / the probability of its pair. */
    public Builder weight(double battleWeight) {
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
    public Builder style(StyleDifference difference) {
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
    private boolean same(int[] order, long[] keys, int position) {
      return keys[position] == keys[position - 1]
          && compareDetails(order[position - 1], order[position]) == 0;
    }

    private int countDistinct(int[] order, long[] keys) {
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
      int capacity = Math.addExact(size, size / 2);
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
}
