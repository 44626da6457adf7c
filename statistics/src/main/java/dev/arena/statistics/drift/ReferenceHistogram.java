package dev.arena.statistics.drift;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How often each bin of a feature occurred in the reference: in the rows that a bundle was trained
 * on, or in the first days of one's own traffic.
 */
public sealed interface ReferenceHistogram {
  /** Deciles divide numbers into at most this number of bins. */
  int DECILES = 10;

  /** Name of the feature. */
  String feature();

  /** Count of each bin. */
  List<Long> counts();

  /**
   * The histogram of a feature that is a number. Bin i holds the values above edge i - 1 and up to
   * edge i; the last bin holds the values above all edges.
   *
   * @param feature its name
   * @param edges in ascending order, at least one
   * @param counts one more than edges
   */
  record Numeric(String feature, List<Double> edges, List<Long> counts)
      implements ReferenceHistogram {
    public Numeric {
      edges = List.copyOf(edges);
      counts = checked(feature, "edges", edges.size(), counts);
      List<Double> ascending = edges;
      if (edges.stream().anyMatch(edge -> !Double.isFinite(edge))
          || IntStream.range(1, edges.size())
              .anyMatch(i -> ascending.get(i - 1) >= ascending.get(i))) {
        throw new IllegalArgumentException(
            "the edges of %s are %s; expected finite numbers in ascending order"
                .formatted(feature, edges));
      }
    }

    /**
     * Divides values at their distinct deciles, which are values themselves. A feature that often
     * has the same value gets fewer bins.
     *
     * @param values at least one, all finite
     */
    public static Numeric of(String feature, double[] values) {
      if (values.length == 0) {
        throw new IllegalArgumentException(
            "the feature %s has no value; expected at least one".formatted(feature));
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      TreeSet<Double> edges = new TreeSet<>();
      for (int i = 1; i < DECILES; i++) {
        edges.add(
            sorted[(int) (((long) i * sorted.length + DECILES - 1) / DECILES) - 1]
                + 0.0); // -0.0 is 0.0
      }
      Numeric empty =
          new Numeric(
              feature,
              List.copyOf(edges),
              IntStream.rangeClosed(0, edges.size()).mapToObj(i -> 0L).toList());
      return new Numeric(
          feature,
          empty.edges(),
          count(empty.counts().size(), Arrays.stream(values).mapToInt(empty::bin)));
    }

    /** The bin of a value, which may be infinite but must be a number. */
    public int bin(double value) {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(
            "a value of %s is not a number; expected one".formatted(feature));
      }
      int bin = 0;
      while (bin < edges.size() && value > edges.get(bin)) {
        bin++;
      }
      return bin;
    }
  }

  /**
   * The histogram of a feature that is a category. The last bin holds all categories that are not
   * listed.
   *
   * @param feature its name
   * @param categories distinct, at least one
   * @param counts one more than categories
   */
  record Categorical(String feature, List<String> categories, List<Long> counts)
      implements ReferenceHistogram {
    public Categorical {
      categories = List.copyOf(categories);
      counts = checked(feature, "categories", categories.size(), counts);
      if (new HashSet<>(categories).size() < categories.size()) {
        throw new IllegalArgumentException(
            "the categories of %s are %s; expected each once".formatted(feature, categories));
      }
    }

    /** The histogram of all categories that occur, in alphabetical order. */
    public static Categorical of(String feature, Map<String, Long> occurrences) {
      List<String> categories = occurrences.keySet().stream().sorted().toList();
      return new Categorical(
          feature,
          categories,
          IntStream.rangeClosed(0, categories.size())
              .mapToObj(
                  i ->
                      i == categories.size() ? 0L : occurrences.getOrDefault(categories.get(i), 0L))
              .toList());
    }

    /** The bin of a category. */
    public int bin(String category) {
      int index = categories.indexOf(category);
      return index < 0 ? categories.size() : index;
    }
  }

  private static List<Long> count(int bins, IntStream values) {
    long[] counts = new long[bins];
    values.forEach(bin -> counts[bin]++);
    return Arrays.stream(counts).boxed().toList();
  }

  private static List<Long> checked(String feature, String what, int size, List<Long> counts) {
    if (size == 0 || counts.size() != size + 1 || counts.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException(
          "the histogram of %s has %d %s and the counts %s; expected at least one of the former, and one more count, none below 0"
              .formatted(feature, size, what, counts));
    }
    return List.copyOf(counts);
  }
}
