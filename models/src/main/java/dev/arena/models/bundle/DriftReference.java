package dev.arena.models.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code reference.json}: how often each bin of a feature occurred among the votes
 * that a bundle was trained on, or among pairs that it predicted. Drift is measured against it. The
 * features are those of {@code DriftFeatures}.
 *
 * <p>Of training votes, only those in files with ties count, because tie-free files were sampled by
 * outcome. The features of a prediction count only the votes that did not train the encoder, each
 * predicted out of fold; they are missing if too few votes were.
 *
 * @param numeric histograms of features that are numbers, by name
 * @param categorical histograms of features that are categories, by name
 * @param manifestSha256 the hash of the manifest of the bundle that predicted the pairs; null in a
 *     bundle's own reference, which the manifest contains
 */
public record DriftReference(
    Map<String, NumericBins> numeric,
    Map<String, CategoryBins> categorical,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String manifestSha256) {
  public DriftReference {
    numeric = Map.copyOf(Objects.requireNonNull(numeric, "numeric"));
    categorical = Map.copyOf(Objects.requireNonNull(categorical, "categorical"));
  }

  /** The reference of a bundle's training votes. */
  public DriftReference(Map<String, NumericBins> numeric, Map<String, CategoryBins> categorical) {
    this(numeric, categorical, null);
  }

  /**
   * The same histograms, of pairs that a bundle predicted.
   *
   * @param manifest the hash of the bundle's manifest
   */
  public DriftReference predictedBy(String manifest) {
    return new DriftReference(numeric, categorical, manifest);
  }

  /**
   * Reads a reference that is not part of a bundle. Unknown fields are ignored.
   *
   * @throws UserException if the file cannot be read or is not a reference
   */
  public static DriftReference read(Path file) {
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(ModelBundle.REFERENCE_BYTES + 1);
    } catch (IOException e) {
      throw new UserException(
          "the reference %s cannot be read: %s.\n  Expected a file that ./arena predict --reference wrote. Name another, or check its permissions."
              .formatted(file, FileErrors.describe(e)),
          e);
    }
    if (json.length > ModelBundle.REFERENCE_BYTES) {
      throw new UserException(
          "the reference %s has more than %d bytes.\n  Expected a file that ./arena predict --reference wrote. Name another."
              .formatted(file, ModelBundle.REFERENCE_BYTES));
    }
    return BundleJson.readReference(json, "the reference " + file, BundleJson.WRITE_REFERENCE);
  }

  /** The content of a file that {@link #read} reads. */
  public byte[] json() {
    return BundleJson.write(this);
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
