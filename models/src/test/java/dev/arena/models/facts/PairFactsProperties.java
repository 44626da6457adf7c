package dev.arena.models.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.arena.models.encode.NastyText;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairFactsProperties {
  private static final int MANY = 4_000_000;

  /** Far above what linear time needs, and far below what quadratic time needs. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyPairHasFactsWithinItsSize(
      @ForAll("pairs") ConversationPair pair, @ForAll("texts") String label) {
    pair.setAttributes(Map.of("language", label, "category", label));

    PairFacts facts = PairFactsReader.read(pair);

    long characters =
        pair.getTurns().stream()
            .mapToLong(turn -> length(turn.getPrompt()) + length(turn.getResponseA()))
            .sum();
    assertThat(facts.getTurns()).isEqualTo(pair.getTurns().size());
    assertThat((long) facts.getPromptLength() + facts.getLengthA()).isBetween(0L, characters);
    assertThat(facts.getHeadersA() + facts.getListsA() + facts.getBoldA())
        .isBetween(0, facts.getLengthA());
    assertThat(facts.getPairHash()).isBetween(0L, (1L << 53) - 1);
    assertThat(facts.getCategory()).hasSizeLessThanOrEqualTo(16);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void exchangingTheAnswersExchangesTheirFacts(@ForAll("pairs") ConversationPair pair) {
    PairFacts one = PairFactsReader.read(pair);
    PairFacts other = PairFactsReader.read(TinyBundle.swapped(pair));

    PairFacts expected = PairFacts.newBuilder(one).build();
    expected.setLengthA(one.getLengthB());
    expected.setLengthB(one.getLengthA());
    expected.setHeadersA(one.getHeadersB());
    expected.setHeadersB(one.getHeadersA());
    expected.setListsA(one.getListsB());
    expected.setListsB(one.getListsA());
    expected.setBoldA(one.getBoldB());
    expected.setBoldB(one.getBoldA());
    expected.setRefusalA(one.getRefusalB());
    expected.setRefusalB(one.getRefusalA());
    expected.setPairHash(other.getPairHash());
    assertThat(other).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*", "**", "**a", "__a", "_", "`", "```", "````a", "```a`", "\n", " ", "\n -", "1", "#", ","
      })
  void aLongTextOfOnePieceIsReadInLinearTime(String piece) {
    String text = piece.repeat(MANY / piece.length());
    ConversationPair pair = TinyBundle.pair("1", text, text, text);
    pair.setAttributes(Map.of("category", text));

    assertTimeoutPreemptively(LIMIT, () -> PairFactsReader.read(pair));
  }

  @Provide
  Arbitrary<ConversationPair> pairs() {
    return NastyText.pairs();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(NastyText.texts(), Arbitraries.just(""));
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
