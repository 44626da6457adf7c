package dev.arena.models.bundle;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The content of {@code reference.json}: how often each bin of a feature occurred among the votes
 * that a bundle was trained on. Drift is measured against it. The features are those of {@code
 * DriftFeatures}.
 *
 * <p>Only votes in files with ties count, because tie-free files were sampled by outcome. The
 * features of a prediction count only the votes that did not train the encoder, each predicted out
 * of fold; they are missing if too few votes were.
 *
 * @param numeric histograms of features that are numbers, by name
 * @param categorical histograms of features that are categories, by name
 */
public record DriftReference(
    Map<String, NumericBins> numeric, Map<String, CategoryBins> categorical) {
  public DriftReference {
    numeric = Map.copyOf(Objects.requireNonNull(numeric, "numeric"));
    categorical = Map.copyOf(Objects.requireNonNull(categorical, "categorical"));
  }

  /**
   * The histogram of a number. Bin i holds the values above edge i - 1 and up to edge i; the last
   * bin holds the values above all edges.
   *
   * @param rows how many values were counted
   * @param edges finite, in ascending order, at least one
   * @param counts one more than edges
   */
  public record NumericBins(long rows, List<Double> edges, List<Long> counts) {
    public NumericBins {
      edges = List.copyOf(Objects.requireNonNull(edges, "edges"));
      counts = checked(rows, "edges", edges.size(), counts);
      List<Double> ascending = edges;
      if (edges.stream().anyMatch(edge -> !Double.isFinite(edge))
          || IntStream.range(1, edges.size())
              .anyMatch(i -> ascending.get(i - 1) >= ascending.get(i))) {
        throw new IllegalArgumentException(
            "the edges are %s; expected finite numbers in ascending order".formatted(edges));
      }
    }
  }

  /**
   * The histogram of a category. The last bin holds all categories that are not listed.
   *
   * @param rows how many values were counted
   * @param categories distinct, at least one
   * @param counts one more than categories
   */
  public record CategoryBins(long rows, List<String> categories, List<Long> counts) {
    public CategoryBins {
      categories = List.copyOf(Objects.requireNonNull(categories, "categories"));
      counts = checked(rows, "categories", categories.size(), counts);
      if (new HashSet<>(categories).size() < categories.size()) {
        throw new IllegalArgumentException(
            "the categories are %s; expected each once".formatted(categories));
      }
    }
  }

  private static List<Long> checked(long rows, String what, int size, List<Long> counts) {
    List<Long> copy = List.copyOf(Objects.requireNonNull(counts, "counts"));
    if (size == 0
        || copy.size() != size + 1
        || copy.stream().anyMatch(count -> count < 0)
        || copy.stream().mapToLong(Long::longValue).sum() != rows) {
      throw new IllegalArgumentException(
          "there are %d %s, the counts %s and %d rows; expected at least one of %s, and one count more, which add up to the rows"
              .formatted(size, what, copy, rows, what));
    }
    return copy;
  }
}
