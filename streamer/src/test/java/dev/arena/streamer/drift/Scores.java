package dev.arena.streamer.drift;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.schemas.PairFacts;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scores of made-up pairs, and the reference of such scores. */
final class Scores {
  private Scores() {}

  /** A score whose features are all functions of the arguments. */
  static Score of(int length, double a, String script) {
    return new Score(
        new Probabilities(a, (1 - a) / 2, (1 - a) / 2),
        2 * length,
        length > 40,
        "tiny@1",
        PairFacts.newBuilder()
            .setLengthA(length)
            .setLengthB(20)
            .setPromptLength(length)
            .setTurns(1 + length % 3)
            .setScript(script)
            .build());
  }

  /**
   * Seeded scores.
   *
   * @param longer how much longer the texts are than usual
   */
  static List<Score> random(int count, int longer, long seed) {
    Random random = new Random(seed);
    return Stream.generate(
            () ->
                of(
                    longer + 1 + (int) Math.abs(20 * random.nextGaussian()),
                    random.nextDouble(),
                    random.nextInt(10) == 0 ? "Han" : "Latin"))
        .limit(count)
        .toList();
  }

  /** The reference of pairs with these scores, for the features length and script. */
  static DriftReference reference(List<Score> scores) {
    Numeric lengths =
        Numeric.of(
            "prompt_length",
            scores.stream().mapToDouble(score -> facts(score).getPromptLength()).toArray());
    Numeric entropies =
        Numeric.of(
            "entropy",
            scores.stream().mapToDouble(each -> each.probabilities().entropy()).toArray());
    Categorical scripts =
        Categorical.of(
            "script",
            scores.stream()
                .collect(
                    Collectors.groupingBy(
                        score -> facts(score).getScript(), Collectors.counting())));
    long rows = scores.size();
    return new DriftReference(
        Map.of(
            "prompt_length", new NumericBins(rows, lengths.edges(), lengths.counts()),
            "entropy", new NumericBins(rows, entropies.edges(), entropies.counts())),
        Map.of("script", new CategoryBins(rows, scripts.categories(), scripts.counts())));
  }

  private static PairFacts facts(Score score) {
    PairFacts facts = score.facts();
    if (facts == null) {
      throw new IllegalArgumentException("the score has no facts; expected some");
    }
    return facts;
  }
}
