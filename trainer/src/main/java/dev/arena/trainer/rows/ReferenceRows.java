package dev.arena.trainer.rows;

import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Counts the features of pairs, for a reference with which drift is measured. Keeps eight bytes for
 * each number, because the edges of bins are known at the end only. Not thread-safe.
 */
public final class ReferenceRows {
  private final Map<String, DoubleStream.Builder> numbers = new HashMap<>();
  private final Map<String, Map<String, Long>> categories = new HashMap<>();

  /** Adds some features of a pair. */
  public void add(DriftFeatures features) {
    features
        .numeric()
        .forEach(
            (name, value) ->
                numbers.computeIfAbsent(name, key -> DoubleStream.builder()).add(value));
    features
        .categorical()
        .forEach(
            (name, category) ->
                categories
                    .computeIfAbsent(name, key -> new HashMap<>())
                    .merge(category, 1L, Long::sum));
  }

  /** The histograms of what was added. Call once; nothing can be added afterwards. */
  public DriftReference reference() {
    Map<String, NumericBins> numeric = new HashMap<>();
    numbers.forEach(
        (name, added) -> {
          double[] values = added.build().toArray();
          Numeric bins = Numeric.of(name, values);
          numeric.put(name, new NumericBins(values.length, bins.edges(), bins.counts()));
        });
    Map<String, CategoryBins> categorical = new HashMap<>();
    categories.forEach(
        (name, occurrences) -> {
          Categorical bins = Categorical.of(name, occurrences);
          long rows = occurrences.values().stream().mapToLong(Long::longValue).sum();
          categorical.put(name, new CategoryBins(rows, bins.categories(), bins.counts()));
        });
    return new DriftReference(numeric, categorical);
  }
}
