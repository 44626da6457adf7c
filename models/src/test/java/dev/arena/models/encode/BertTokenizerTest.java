package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokenizer of the packaged MiniLM, and others with its vocabulary. */
class BertTokenizerTest {
  private static final String FILE = "/all-minilm-l6-v2-tokenizer.json";
  private static final JsonMapper MAPPER = new JsonMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"lowercase\": false}",
        "{\"strip_accents\": false}",
        "{\"lowercase\": false, \"strip_accents\": true, \"handle_chinese_chars\": false}"
      })
  void everyCharacterIsReadAsTheNativeLibraryReadsIt(String normalizer) throws IOException {
    ObjectNode json = json();
    MAPPER.readerForUpdating(json.path("normalizer")).readValue(normalizer);
    requireSameTokens(json);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -2})
  void aVocabularyWithMoreCharactersThanLettersIsReadAsTheNativeLibraryReadsIt(int step)
      throws IOException {
    ObjectNode json = json();
    ObjectNode vocabulary = (ObjectNode) json.path("model").path("vocab");
    int next = vocabulary.size();
    for (int i = 0; i < 20_000; i++) {
      char c = (char) ((step > 0 ? 0xe0 : 0x9d20) + i * step);
      for (String piece : new String[] {"" + c, "##" + c, "x" + c, "##" + c + "y"}) {
        if (!vocabulary.has(piece)) {
          vocabulary.put(piece, next++);
        }
      }
    }
    requireSameTokens(json);
  }

  @Test
  void wordsOfCommonScriptsAreNotLeftToTheNativeLibrary() throws IOException {
    BertTokenizer bert = BertTokenizer.of(json().without("added_tokens"));
    for (String text :
        new String[] {
          "na\u00efve caf\u00e9, \u201cquoted\u201d \u2014 \u2022 1\u00d72\u2026",
          "\u041f\u0440\u0438\u0432\u0435\u0442 \u03b1\u03b2\u03b3 \u05e9\u05dc\u05d5\u05dd",
          "\u4f60\u597d\uff0c\u4e16\u754c\u3002 \u3053\u3093\u306b\u3061\u306f \ud55c\uad6d\uc5b4",
          "Ti\u1ebfng Vi\u1ec7t \u0645\u0631\u062d\u0628\u0627 \ufffd"
        }) {
      assertThat(bert.reads(text, 0, text.length())).as(text).isTrue();
    }
    assertThat(bert.reads("\u0928\u092e\u0938\u094d\u0924\u0947", 0, 6)).isFalse();
    assertThat(bert.reads("\ud83d\ude00", 0, 2)).isFalse();
  }

  private static ObjectNode json() throws IOException {
    return (ObjectNode) MAPPER.readTree(BertTokenizerTest.class.getResource(FILE));
  }

  /** Requires the native library's tokens for texts that together contain every character. */
  private static void requireSameTokens(JsonNode json) throws IOException {
    List<String> texts =
        IntStream.rangeClosed(0, Character.MAX_VALUE / 16)
            .mapToObj(
                block ->
                    IntStream.range(16 * block, 16 * block + 16)
                        .mapToObj(c -> "x%1$cy %1$c%1$cA".formatted(c))
                        .collect(Collectors.joining(" ")))
            .toList();
    NativeTokens.requireSame(MAPPER.writeValueAsBytes(json), texts);
  }
}
