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

  Battles(BattlesBuilder builder, int[] order, long[] keys) {
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

  private void copyRow(BattlesBuilder builder, int source, int row) {
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
  public static BattlesBuilder builder(List<String> models, int voters) {
    return new BattlesBuilder(models, voters);
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
    BattlesBuilder copy = new BattlesBuilder(models, voterLimit);
    for (int row = 0; row < rows(); row++) {
      addOriented(copy, row, count[row] - flipped(row), false);
      addOriented(copy, row, flipped(row), true);
    }
    copy.keepOrientation = true;
    return copy.build();
  }

  private void addOriented(BattlesBuilder copy, int row, int times, boolean flip) {
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
}
