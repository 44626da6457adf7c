package dev.arena.models.encode;

import static dev.arena.models.testing.TinyBundle.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFeaturesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          log_ratio_words        ; one two three        ; 3
          log_ratio_words        ; 你好                 ; 2
          log_ratio_words        ; don't                ; 2
          log_ratio_sentences    ; One. Two! Three?     ; 3
          log_ratio_sentences    ; 第一。第二！         ; 2
          log_ratio_headers      ; # A~## B~#no         ; 2
          log_ratio_bold         ; **a** and **b**      ; 2
          log_ratio_bold         ; *****                ; 1
          log_ratio_list_items   ; - a~* b~1. c~12) d~-x ; 4
          log_ratio_table_rows   ; | a |~| b |          ; 2
          log_ratio_code_blocks  ; ```~x~```~```~y      ; 2
          log_ratio_links        ; http://a https://b   ; 2
          log_ratio_links        ; xhttp://https://://  ; 2
          log_ratio_digits       ; a1b22                ; 3
          log_ratio_refusal_phrases ; Sorry, but I CAN'T assist and I can’t 抱歉 ; 4
          log_ratio_question_marks ; a? b？             ; 2
          log_ratio_exclamation_marks ; a! b！          ; 2
          log_ratio_paragraphs   ; a~b~~c               ; 2
          log_ratio_length       ; 😀x                  ; 2
          """)
  void aCountEntersAsItsLogarithm(String feature, String answer, int count) {
    assertThat(antisymmetric(feature, pair("1", "p", answer.replace('~', '\n'), "")))
        .isCloseTo((float) Math.log1p(count), within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"I'm sorry, but no.", "  As an AI, I", "I can’t do that", "抱歉，我不能", "Lo siento"})
  void refusalsAreRecognised(String refusal) {
    assertThat(antisymmetric("starts_with_refusal", pair("1", "p", refusal, "Sure."))).isOne();
    assertThat(symmetric("both_refuse", pair("1", "p", refusal, refusal))).isOne();
    assertThat(symmetric("either_refuses", pair("1", "p", refusal, "Sure."))).isOne();
  }

  @Test
  void aRefusalInTheMiddleIsNotAnOpening() {
    String late =
        "Here is the whole list that you asked for, all of it in order. I cannot add more.";
    assertThat(antisymmetric("starts_with_refusal", pair("1", "p", late, ""))).isZero();
    assertThat(antisymmetric("log_ratio_refusal_phrases", pair("1", "p", late, ""))).isPositive();
  }

  @Test
  void anAnswerThatBreaksOffEndsAbruptly() {
    assertThat(antisymmetric("ends_abruptly", pair("1", "p", "and then the", "Done."))).isOne();
    assertThat(antisymmetric("ends_abruptly", pair("1", "p", "", "Done."))).isZero();
  }

  @Test
  void lengthDifferenceIsAShareOfTheWhole() {
    assertThat(antisymmetric("length_difference", pair("1", "p", "abc", "d"))).isEqualTo(0.5f);
    assertThat(antisymmetric("length_difference", pair("1", "p", "", ""))).isZero();
  }

  @Test
  void sharesReferToTheAnswerItself() {
    assertThat(antisymmetric("repeated_line_share", pair("1", "p", "a\na\nb\na", "x")))
        .isEqualTo(0.5f);
    assertThat(antisymmetric("non_ascii_share", pair("1", "p", "aé", "x"))).isEqualTo(0.5f);
    assertThat(antisymmetric("type_token_ratio", pair("1", "p", "a a A b", ""))).isEqualTo(0.5f);
    assertThat(antisymmetric("prompt_overlap", pair("1", "red blue", "RED!", "no")))
        .isEqualTo(0.5f);
    assertThat(antisymmetric("empty", pair("1", "p", null, "x"))).isOne();
  }

  @Test
  void symmetricFeaturesCompareTheAnswersAndLookAtThePrompt() {
    ConversationPair pair = pair("1", "Fix ```x```?", "red blue", "blue green");
    assertThat(symmetric("word_overlap", pair)).isCloseTo(1 / 3f, within(1e-6f));
    assertThat(symmetric("identical", pair)).isZero();
    assertThat(symmetric("identical", pair("1", "p", " same", "same\n"))).isOne();
    assertThat(symmetric("log_prompt_length", pair)).isEqualTo((float) Math.log1p(12));
    assertThat(symmetric("prompt_has_code", pair)).isOne();
    assertThat(symmetric("prompt_ends_with_question", pair)).isOne();
    assertThat(symmetric("both_empty", pair("1", "p", null, " "))).isOne();
    assertThat(symmetric("log_total_length", pair)).isEqualTo((float) Math.log1p(18));
    assertThat(symmetric("log_shorter_length", pair)).isEqualTo((float) Math.log1p(8));
    assertThat(symmetric("length_gap", pair))
        .isCloseTo((float) (Math.log1p(10) - Math.log1p(8)), within(1e-6f));
  }

  @Test
  void turnsAreTakenTogether() {
    ConversationPair pair = pair("1", new Turn("p", "one", "x"), new Turn("q", "two", null));
    assertThat(antisymmetric("log_ratio_words", pair))
        .isCloseTo((float) (Math.log1p(2) - Math.log1p(1)), within(1e-6f));
    assertThat(symmetric("log_turns", pair)).isEqualTo((float) Math.log(2));
  }

  @Test
  void featuresComeInTheRequestedOrder() {
    FeatureSpec spec =
        new FeatureSpec(1, List.of("empty", "log_ratio_words"), List.of("identical"));
    FeatureValues values = TextFeatures.of(spec).compute(pair("1", "p", null, "x"));
    assertThat(values.antisymmetric()).containsExactly(1f, (float) -Math.log1p(1));
    assertThat(values.symmetric()).containsExactly(0f);
  }

  @Test
  void anUnknownFeatureIsRefusedByName() {
    assertThatThrownBy(() -> TextFeatures.of(new FeatureSpec(1, List.of("charm"), List.of())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("antisymmetric text feature charm")
        .hasMessageContaining("log_ratio_words");
  }

  @Test
  void anotherVersionIsRefusedByName() {
    assertThatThrownBy(() -> TextFeatures.of(new FeatureSpec(2, List.of(), List.of())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("computes version 1");
  }

  private static float antisymmetric(String name, ConversationPair pair) {
    return TextFeatures.of(new FeatureSpec(1, List.of(name), List.of()))
        .compute(pair)
        .antisymmetric()[0];
  }

  private static float symmetric(String name, ConversationPair pair) {
    return TextFeatures.of(new FeatureSpec(1, List.of(), List.of(name)))
        .compute(pair)
        .symmetric()[0];
  }
}
