package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.encode.NastyText;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import java.nio.file.Path;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Explanations by the shipped model, of any texts. */
class ExplanationProperties {
  private static PreferenceScorer scorer;

  @BeforeContainer
  static void open() {
    scorer = PreferenceScorer.open(Path.of(System.getProperty("arena.root"), "models/default"));
  }

  @AfterContainer
  static void close() {
    scorer.close();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void thePartsAddUpToTheLogitsOfTheProbabilities(@ForAll("pairs") ConversationPair pair) {
    Explanation explanation = scorer.explain(pair);

    Probabilities p = explanation.score().probabilities();
    assertThat(explanation.logit()).isCloseTo(Math.log(p.a() / p.b()), within(1e-5));
    assertThat(explanation.tieLogit())
        .isCloseTo(Math.log(p.tie() / Math.sqrt(p.a() * p.b())), within(1e-5));
    assertThat(explanation.score()).isEqualTo(scorer.score(pair));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void swappingTheAnswersNegatesEveryPartAndKeepsEveryTiePart(
      @ForAll("pairs") ConversationPair pair) {
    Explanation one = scorer.explain(pair);
    Explanation other = scorer.explain(TinyBundle.swapped(pair));

    for (int i = 0; i < one.parts().size(); i++) {
      assertThat(other.parts().get(i).logit())
          .as(one.parts().get(i).name())
          .isCloseTo(-one.parts().get(i).logit(), within(0.0));
    }
    assertThat(other.tieParts()).isEqualTo(one.tieParts());
  }

  @Provide
  Arbitrary<ConversationPair> pairs() {
    return NastyText.pairs().filter(pair -> !pair.getTurns().isEmpty());
  }
}
