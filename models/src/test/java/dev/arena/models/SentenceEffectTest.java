package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.SentenceEffect.Side;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEffectTest {
  @TempDir static Path folder;
  private static PreferenceScorer scorer;

  @BeforeAll
  static void open() {
    scorer = PreferenceScorer.open(TinyBundle.write(folder));
  }

  @AfterAll
  static void close() {
    scorer.close();
  }

  @Test
  void anEffectIsTheDifferenceToTheScoreWithoutTheSentence() {
    ConversationPair pair =
        TinyBundle.pair(
            "1", new Turn("2+2?", "Hello. It is 4.", null), new Turn("Why?", null, "No\nYes!"));

    List<SentenceEffect> effects = scorer.sentenceEffects(pair);

    assertThat(effects.stream().map(effect -> effect.text(pair)))
        .containsExactly("Hello.", "It is 4.", "No", "Yes!");
    assertThat(effects.stream().map(SentenceEffect::side))
        .containsExactly(Side.A, Side.A, Side.B, Side.B);
    assertThat(effects.stream().map(SentenceEffect::turn)).containsExactly(0, 0, 1, 1);
    Probabilities all = scorer.score(pair).probabilities();
    Probabilities without =
        scorer
            .score(
                TinyBundle.pair(
                    "1", new Turn("2+2?", "It is 4.", null), new Turn("Why?", null, "No\nYes!")))
            .probabilities();
    assertThat(effects.get(0).logit())
        .isCloseTo(Math.log(all.a() / all.b()) - Math.log(without.a() / without.b()), within(2e-5))
        .isNotCloseTo(0, within(1e-3));
    assertThat(effects.get(0).tieLogit()).isNotCloseTo(0, within(1e-3));
  }

  @Test
  void swappingTheAnswersNegatesTheEffects() {
    ConversationPair pair = TinyBundle.pair("1", "2+2?", "It is 4. Or 5.", "I am sorry. No idea.");

    List<SentenceEffect> one = scorer.sentenceEffects(pair);
    List<SentenceEffect> other = scorer.sentenceEffects(TinyBundle.swapped(pair));

    for (int i = 0; i < 4; i++) {
      SentenceEffect swapped = other.get((i + 2) % 4);
      assertThat(swapped.side()).isNotEqualTo(one.get(i).side());
      assertThat(swapped.logit()).isCloseTo(-one.get(i).logit(), within(1e-9));
      assertThat(swapped.tieLogit()).isCloseTo(one.get(i).tieLogit(), within(1e-9));
    }
  }

  @Test
  void atMostFortySentencesAreLeftOutAndAShortAnswerLeavesRoomForTheOther() {
    assertSides(100, 100, 20, 20);
    assertSides(100, 5, 35, 5);
    assertSides(5, 100, 5, 35);
    assertSides(3, 2, 3, 2);
    assertSides(0, 0, 0, 0);
  }

  private static void assertSides(int a, int b, int expectedA, int expectedB) {
    List<SentenceEffect> effects =
        scorer.sentenceEffects(TinyBundle.pair("1", "?", "Yes. ".repeat(a), "No. ".repeat(b)));

    assertThat(effects).hasSize(expectedA + expectedB);
    assertThat(effects).filteredOn(effect -> effect.side() == Side.A).hasSize(expectedA);
  }

  @Test
  void aPairWithoutTurnsIsRefused() {
    assertThatThrownBy(() -> scorer.sentenceEffects(TinyBundle.pair("none")))
        .isInstanceOf(UnscorablePairException.class);
  }
}
