package dev.arena.models.facts;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriftFeaturesTest {
  @Test
  void theFeaturesOfTextsAreThoseOfItsFacts() {
    ConversationPair pair =
        TinyBundle.pair("1", new Turn("2+2?", "4", "It depends."), new Turn("Why?", "So.", null));
    DriftFeatures features = DriftFeatures.of(PairFactsReader.read(pair));
    assertThat(features.numeric())
        .containsEntry("length_ratio", 4.0 / 11)
        .containsEntry("prompt_length", 8.0)
        .containsEntry("turns", 2.0)
        .hasSize(3);
    assertThat(features.categorical()).containsExactly(entry("script", "Latin"));
    assertThat(
            Stream.of(features.numeric(), features.categorical()).flatMap(x -> x.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(DriftFeatures.OF_TEXTS);
    assertThat(DriftFeatures.of(PairFactsReader.read(TinyBundle.swapped(pair))))
        .isEqualTo(features);
  }

  @Test
  void emptyAnswersAreOfEqualLength() {
    assertThat(ratio("", "")).isEqualTo(1);
    assertThat(ratio("", "an answer")).isZero();
    assertThat(ratio("six", "six")).isEqualTo(1);
  }

  private static double ratio(String a, String b) {
    return DriftFeatures.of(PairFactsReader.read(TinyBundle.pair("1", "?", a, b)))
        .numeric()
        .get("length_ratio");
  }

  @Test
  void theFeaturesOfWhatTheNetworkReadAreTokensAndTruncation() {
    DriftFeatures features = DriftFeatures.of(300, true);
    assertThat(features.numeric()).containsExactly(entry("tokens", 300.0));
    assertThat(features.categorical()).containsExactly(entry("truncated", "true"));
  }

  @Test
  void theFeaturesOfAPredictionAreItsLargestProbabilityAndItsEntropy() {
    DriftFeatures even = DriftFeatures.of(new Probabilities(0.25, 0.25, 0.5));
    assertThat(even.numeric()).containsEntry("max_probability", 0.5).hasSize(2);
    assertThat(even.numeric().get("entropy")).isCloseTo(1.5 * Math.log(2), within(1e-15));
    DriftFeatures certain = DriftFeatures.of(new Probabilities(1, 0, 0));
    assertThat(certain.numeric())
        .containsEntry("entropy", 0.0)
        .containsEntry("max_probability", 1.0);
    assertThat(certain.categorical()).isEmpty();
  }
}
