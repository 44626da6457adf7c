package dev.arena.models.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PairFactsReaderTest {
  @Test
  void lengthsAreInCodePointsAndMissingTextsAreEmpty() {
    PairFacts facts =
        read(new Turn("Größe 😀", "a\nb", null), new Turn(null, "c", ""), new Turn("", "", "😀"));

    assertThat(facts.getTurns()).isEqualTo(3);
    assertThat(facts.getPromptLength()).isEqualTo(7);
    assertThat(facts.getLengthA()).isEqualTo(4);
    assertThat(facts.getLengthB()).isEqualTo(1);
  }

  @Test
  void aPairWithoutTurnsHasFactsToo() {
    PairFacts facts = read();

    assertThat(facts.getTurns()).isZero();
    assertThat(facts.getPromptLength()).isZero();
    assertThat(facts.getScript()).isEmpty();
  }

  @Test
  void markdownIsCountedOverAllTurns() {
    PairFacts facts = read(new Turn("p", "# A", "- a"), new Turn("q", "# B\n**b**", "no"));

    assertThat(facts.getHeadersA()).isEqualTo(2);
    assertThat(facts.getBoldA()).isOne();
    assertThat(facts.getListsB()).isOne();
    assertThat(facts.getHeadersB()).isZero();
  }

  @Test
  void refusalsAreThoseOfTheTextFeatures() {
    PairFacts facts = read(new Turn("p", "I'm sorry, but no.", "Sure, here it is."));

    assertThat(facts.getRefusalA()).isTrue();
    assertThat(facts.getRefusalB()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "what is 2 + 2?, 4, four, false",
    "what does f(); do?, it calls f, nothing, true",
    "p, a, ```x```, true",
    "p, ```x, b, true",
    "p, a, f();, false"
  })
  void codeIsInThePromptOrInACodeBlock(String prompt, String a, String b, boolean code) {
    assertThat(read(new Turn(prompt, a, b)).getCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          What is 2 + 2?  ; Latin
          你好吗 ok        ; Han
          Привет, мир     ; Cyrillic
          שלום            ; Hebrew
          ひらがな 漢字     ; Hiragana
          𐤀𐤁              ; Phoenician
          ᐃᓄᒃ             ; Canadian_Aboriginal
          2 + 2 = 4! 😀    ; ''
          """)
  void theScriptIsThatOfMostLettersOfThePrompts(String prompt, String script) {
    assertThat(read(new Turn(prompt, "abcdefgh", "ijklmnop")).getScript()).isEqualTo(script);
  }

  @Test
  void languageAndCategoriesComeFromTheAttributesIfTheyAreShort() {
    assertThat(read(Map.of("language", " Polish ", "category", "math, coding,, math")))
        .returns("Polish", PairFacts::getLanguage)
        .returns(List.of("math", "coding"), PairFacts::getCategory);
    assertThat(read(Map.of("language", "x".repeat(65), "category", "x".repeat(65) + ",ok")))
        .returns(null, PairFacts::getLanguage)
        .returns(List.of("ok"), PairFacts::getCategory);
    String many =
        IntStream.range(0, 1_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThat(read(Map.of("category", many)).getCategory()).hasSize(16);
    assertThat(read(Map.of("other", "x")))
        .returns(null, PairFacts::getLanguage)
        .returns(List.of(), PairFacts::getCategory);
  }

  @Test
  void theHashIsThatOfTheTextsAndTheirOrder() {
    long hash = read(new Turn("p", "a", "b")).getPairHash();

    assertThat(hash).isBetween(0L, (1L << 53) - 1);
    assertThat(read(new Turn("p", "a", "b")).getPairHash()).isEqualTo(hash);
    assertThat(read(new Turn("p", "b", "a")).getPairHash()).isNotEqualTo(hash);
    assertThat(read(new Turn("pa", "", "b")).getPairHash()).isNotEqualTo(hash);
    assertThat(read(new Turn("p", "a", "b"), new Turn("", "", "")).getPairHash())
        .isNotEqualTo(hash);
    assertThat(read(new Turn("p", null, "b")).getPairHash())
        .isEqualTo(read(new Turn("p", "", "b")).getPairHash());
  }

  private static PairFacts read(Turn... turns) {
    return PairFactsReader.read(TinyBundle.pair("1", turns));
  }

  private static PairFacts read(Map<String, String> attributes) {
    ConversationPair pair = TinyBundle.pair("1", "p", "a", "b");
    pair.setAttributes(attributes);
    return PairFactsReader.read(pair);
  }
}
