package dev.arena.trainer.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A split of rows into cross-validation folds of nearly equal size, so that each row can be
 * predicted by a head that has not seen it. The same seed gives the same split.
 */
public final class Folds {
  private final int[] fold;
  private final int count;

  /**
   * @param rows how many rows
   * @param most maximum number of folds; there are fewer if there are fewer rows
   */
  public Folds(int rows, int most, long seed) {
    count = Math.min(rows, most);
    fold = new int[rows];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    for (int i = 0; i < rows; i++) {
      fold[order.get(i)] = i % count;
    }
  }

  private Folds(int[] fold, int count) {
    this.fold = fold;
    this.count = count;
  }

  /**
   * Folds that keep rows of one group together.
   *
   * @param groups the group of each row; rows of the same group share a fold
   * @param most maximum number of folds; there are fewer if there are fewer groups
   */
  public static Folds grouped(List<?> groups, int most, long seed) {
    List<Object> distinct = new ArrayList<>(new LinkedHashSet<>(groups));
    Folds parts = new Folds(distinct.size(), most, seed);
    Map<Object, Integer> known = new HashMap<>();
    for (int i = 0; i < distinct.size(); i++) {
      known.put(distinct.get(i), parts.of(i));
    }
    return new Folds(groups.stream().mapToInt(known::get).toArray(), parts.count());
  }

  /** The number of folds. */
  public int count() {
    return count;
  }

  /**
   * Fits a model to the rows outside each fold.
   *
   * @return for each row, the fit that has not seen it
   */
  public <R, F> List<F> fits(List<R> rows, Function<List<R>, F> fit) {
    List<F> fits =
        IntStream.range(0, count)
            .mapToObj(
                left ->
                    fit.apply(
                        IntStream.range(0, fold.length)
                            .filter(i -> fold[i] != left)
                            .mapToObj(rows::get)
                            .toList()))
            .toList();
    return Arrays.stream(fold).mapToObj(fits::get).toList();
  }

  /** The fold in which a row is evaluated. */
  public int of(int row) {
    return fold[row];
  }
}
