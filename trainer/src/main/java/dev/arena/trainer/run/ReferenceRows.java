package dev.arena.trainer.run;

import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the features of a model's votes in files with ties, for the bundle's reference. */
final class ReferenceRows {
  private final Map<String, List<Double>> numbers = new HashMap<>();
  private final Map<String, Map<String, Long>> categories = new HashMap<>();

  /** The reference of a trained model. */
  static DriftReference of(TrainedModel model) {
    ReferenceRows rows = new ReferenceRows();
    for (EncodedVote vote : model.votes().learning().votes()) {
      if (!vote.tieFree()) {
        rows.add(DriftFeatures.of(vote.texts()));
        rows.add(DriftFeatures.of(vote.pair().tokens(), vote.pair().truncated()));
      }
    }
    model.fitted().outOfFold().forEach(prediction -> rows.add(DriftFeatures.of(prediction)));
    return rows.reference();
  }

  void add(DriftFeatures features) {
    features
        .numeric()
        .forEach(
            (name, value) -> numbers.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    features
        .categorical()
        .forEach(
            (name, category) ->
                categories
                    .computeIfAbsent(name, key -> new HashMap<>())
                    .merge(category, 1L, Long::sum));
  }

  DriftReference reference() {
    Map<String, NumericBins> numeric = new HashMap<>();
    numbers.forEach(
        (name, values) -> {
          Numeric bins =
              Numeric.of(name, values.stream().mapToDouble(Double::doubleValue).toArray());
          numeric.put(name, new NumericBins(values.size(), bins.edges(), bins.counts()));
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
