package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Explanation.Part;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
  @TempDir Path folder;

  private final List<ConversationPair> pairs =
      List.of(
          TinyBundle.pair("1", "hello", "**world**", "no\n\n- no"),
          TinyBundle.pair("2", "what", "I'm sorry, but I cannot.", "the answer is 42!"),
          TinyBundle.pair("3", "how", "the same", "the same"));

  @Test
  void aHeadWithoutMeansIsExplainedRelativeToFeaturesOfZero() {
    try (PreferenceScorer scorer = PreferenceScorer.open(TinyBundle.write(folder))) {
      assertThat(scorer.bundle().symmetricMeans()).containsOnly(0);
      assertAddsUp(scorer);
      assertThat(scorer.explain(pairs.get(0)).tieParts())
          .last()
          .satisfies(part -> assertThat(part.logit()).isCloseTo(-0.5, within(1e-6)));
    }
  }

  @Test
  void aCrossEncoderIsExplainedToo() {
    EncodingSpec b = TinyBundle.ENCODING;
    EncodingSpec cross =
        new EncodingSpec(
            EncodingSpec.Kind.CROSS_ENCODER,
            b.maxTokens(),
            b.promptTokens(),
            b.cut(),
            b.turnSeparator(),
            b.emptyTurn());
    try (PreferenceScorer scorer = PreferenceScorer.open(TinyBundle.write(folder, cross))) {
      assertAddsUp(scorer);
    }
  }

  @Test
  void theNamesOfPartsAreInTheirOrder() {
    try (PreferenceScorer scorer = PreferenceScorer.open(TinyBundle.write(folder))) {
      Explanation explanation = scorer.explain(pairs.get(1));

      assertThat(explanation.parts().stream().map(Part::name))
          .containsExactly(
              "length", "formatting", "refusal", "overlap", "language_and_symbols", "text");
      assertThat(explanation.tieParts().stream().map(Part::name))
          .containsExactlyElementsOf(Explanation.tiePartNames())
          .endsWith("text", "constant");
    }
  }

  @Test
  void equalAnswersHaveNoPartForEither() {
    try (PreferenceScorer scorer = PreferenceScorer.open(TinyBundle.write(folder))) {
      assertThat(scorer.explain(pairs.get(2)).parts())
          .allSatisfy(part -> assertThat(part.logit()).isZero());
    }
  }

  @Test
  void aPairWithoutTurnsAndAClosedScorerAreRefusedAsWhenScoring() {
    PreferenceScorer scorer = PreferenceScorer.open(TinyBundle.write(folder));
    assertThat(scorer.explain(List.of())).isEmpty();
    assertThatThrownBy(() -> scorer.explain(TinyBundle.pair("none")))
        .isInstanceOf(UnscorablePairException.class);
    scorer.close();
    assertThatThrownBy(() -> scorer.explain(pairs)).isInstanceOf(IllegalStateException.class);
  }

  private void assertAddsUp(PreferenceScorer scorer) {
    List<Explanation> explanations = scorer.explain(pairs);
    assertThat(explanations.stream().map(Explanation::score)).isEqualTo(scorer.score(pairs));
    for (Explanation explanation : explanations) {
      Probabilities p = explanation.score().probabilities();
      assertThat(explanation.logit()).isCloseTo(Math.log(p.a() / p.b()), within(1e-5));
      assertThat(explanation.tieLogit())
          .isCloseTo(Math.log(p.tie() / Math.sqrt(p.a() * p.b())), within(1e-5));
    }
  }
}
