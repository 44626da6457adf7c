package dev.arena.streamer.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Score;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.models.testing.TinyBundle;
import dev.arena.statistics.drift.PopulationStability;
import dev.arena.statistics.drift.ReferenceHistogram;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DriftWindowProperties {
  /** A batch, and the minutes that pass before it. */
  record Batch(int minutes, List<Score> scores) {}

  @Provide
  Arbitrary<List<Batch>> batches() {
    Arbitrary<Score> scores =
        Combinators.combine(
                Arbitraries.integers().between(0, 60),
                Arbitraries.doubles().between(0, 1),
                Arbitraries.of("Latin", "Han", ""))
            .as(Scores::of);
    return Combinators.combine(Arbitraries.integers().between(0, 600), scores.list().ofMaxSize(5))
        .as(Batch::new)
        .list()
        .ofMaxSize(30);
  }

  @Property(tries = 300)
  void theCountsAreThoseOfAllPairsOfTheLast24Hours(
      @ForAll("batches") List<Batch> batches, @ForAll long start) {
    AtomicLong clock = new AtomicLong(start);
    DriftWindow window =
        DriftWindow.open("bundle", TinyBundle.REFERENCE, feature -> true, clock::get);
    for (Batch batch : batches) {
      clock.addAndGet(Duration.ofMinutes(batch.minutes()).toNanos());
      window.add(batch.scores());
    }

    List<Score> counted = countedNaively(batches);

    DriftReport report = window.report();
    assertThat(report.pairs()).isEqualTo(counted.size());
    assertThat(report.features())
        .containsExactlyInAnyOrderElementsOf(
            histograms().map(each -> compared(each, counted)).toList());
  }

  private static List<Score> countedNaively(List<Batch> batches) {
    int now = batches.stream().mapToInt(Batch::minutes).sum();
    int time = 0;
    List<Score> counted = new ArrayList<>();
    for (Batch batch : batches) {
      time += batch.minutes();
      if (time / 60 > now / 60 - DriftWindow.HOURS) {
        counted.addAll(batch.scores());
      }
    }
    return counted;
  }

  private static Stream<ReferenceHistogram> histograms() {
    return Stream.concat(
        TinyBundle.REFERENCE.numeric().entrySet().stream()
            .map(e -> new Numeric(e.getKey(), e.getValue().edges(), e.getValue().counts())),
        TinyBundle.REFERENCE.categorical().entrySet().stream()
            .map(
                e ->
                    new Categorical(e.getKey(), e.getValue().categories(), e.getValue().counts())));
  }

  private static PopulationStability compared(ReferenceHistogram histogram, List<Score> scores) {
    int bins = histogram.counts().size();
    return PopulationStability.of(
        histogram,
        IntStream.range(0, bins)
            .mapToLong(bin -> scores.stream().filter(each -> isIn(histogram, bin, each)).count())
            .toArray());
  }

  private static boolean isIn(ReferenceHistogram histogram, int bin, Score score) {
    if (histogram instanceof Categorical categorical) {
      String value = value(DriftFeatures::categorical, score, histogram.feature());
      return bin < categorical.categories().size()
          ? categorical.categories().get(bin).equals(value)
          : !categorical.categories().contains(value);
    }
    List<Double> edges = ((Numeric) histogram).edges();
    double value = value(DriftFeatures::numeric, score, histogram.feature());
    return (bin == 0 || value > edges.get(bin - 1))
        && (bin == edges.size() || value <= edges.get(bin));
  }

  private static <T> T value(
      Function<DriftFeatures, Map<String, T>> kind, Score score, String feature) {
    return Stream.of(
            DriftFeatures.of(score.facts()),
            DriftFeatures.of(score.tokens(), score.truncated()),
            DriftFeatures.of(score.probabilities()))
        .map(features -> kind.apply(features).get(feature))
        .filter(value -> value != null)
        .findFirst()
        .orElseThrow();
  }
}
