package dev.arena.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.schemas.PairFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReferenceRowsProperties {
  @Property(tries = 200)
  void theCountsOfEveryFeatureAddUpToTheRows(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 40) Integer> lengths,
      @ForAll @IntRange(min = 0, max = 60) int predicted,
      @ForAll long seed) {
    List<DriftFeatures> texts = new ArrayList<>();
    for (int length : lengths) {
      texts.add(DriftFeatures.of(facts(length, lengths.get(0))));
      texts.add(DriftFeatures.of(length, length % 3 == 0));
    }
    Random random = new Random(seed);
    for (int i = 0; i < predicted; i++) {
      texts.add(
          DriftFeatures.of(
              Probabilities.scaled(
                  random.nextDouble(), random.nextDouble(), 1e-9 + random.nextDouble())));
    }

    DriftReference reference = reference(texts);

    assertThat(reference.numeric()).hasSize(predicted == 0 ? 4 : 6);
    reference
        .numeric()
        .forEach(
            (feature, bins) -> {
              boolean ofPrediction = feature.equals("max_probability") || feature.equals("entropy");
              assertThat(bins.rows()).isEqualTo(ofPrediction ? predicted : lengths.size());
              assertThat(bins.counts()).hasSizeLessThanOrEqualTo(10);
            });
    assertThat(reference.categorical()).containsOnlyKeys("script", "truncated");
    assertThat(reference.categorical().values()).allMatch(bins -> bins.rows() == lengths.size());
    Collections.shuffle(texts, random);
    assertThat(reference(texts)).isEqualTo(reference);
  }

  @Property(tries = 200)
  void everyBinCountsTheValuesBetweenItsEdges(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 20) Integer> tokens) {
    NumericBins bins =
        reference(tokens.stream().map(count -> DriftFeatures.of(count, false)).toList())
            .numeric()
            .get("tokens");
    for (int i = 0; i < bins.counts().size(); i++) {
      double above = i == 0 ? Double.NEGATIVE_INFINITY : bins.edges().get(i - 1);
      double upTo = i == bins.edges().size() ? Double.POSITIVE_INFINITY : bins.edges().get(i);
      assertThat(bins.counts().get(i))
          .isEqualTo(tokens.stream().filter(count -> count > above && count <= upTo).count());
    }
  }

  private static DriftReference reference(List<DriftFeatures> features) {
    ReferenceRows rows = new ReferenceRows();
    features.forEach(rows::add);
    return rows.reference();
  }

  private static PairFacts facts(int lengthA, int lengthB) {
    return PairFacts.newBuilder()
        .setLengthA(lengthA)
        .setLengthB(lengthB)
        .setPromptLength(lengthA + lengthB)
        .setTurns(1 + lengthA % 2)
        .setScript(lengthA % 2 == 0 ? "Latin" : "Han")
        .build();
  }
}
