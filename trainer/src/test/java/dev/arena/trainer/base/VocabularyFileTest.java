package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyFileTest {
  private static final String SPECIAL = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";

  @TempDir private Path folder;

  @Test
  void textIsLowercasedUnlessTheVocabularyHasCapitals() throws IOException {
    assertThat(normalizer(SPECIAL + "a\nb\n", null).path("lowercase").booleanValue()).isTrue();
    assertThat(normalizer(SPECIAL + "a\nA\n", null).path("lowercase").booleanValue()).isFalse();
  }

  @Test
  void theSettingsBesideTheVocabularyTakePrecedence() throws IOException {
    JsonNode stated =
        normalizer(
            SPECIAL + "a\nA\n",
            "{\"do_lower_case\": true, \"strip_accents\": false, \"tokenize_chinese_chars\": false}");

    assertThat(stated.path("lowercase").booleanValue()).isTrue();
    assertThat(stated.path("strip_accents").isBoolean()).isTrue();
    assertThat(stated.path("strip_accents").booleanValue()).isFalse();
    assertThat(stated.path("handle_chinese_chars").booleanValue()).isFalse();
    assertThat(normalizer(SPECIAL + "a\n", "{}").path("strip_accents").isNull()).isTrue();
  }

  @Test
  void anIdIsTheNumberOfLinesAboveIt() throws IOException {
    JsonNode vocabulary =
        tokenizer(SPECIAL.replace("\n", "\r\n") + "a\r\n\r\na\r\n", null)
            .path("model")
            .path("vocab");

    assertThat(vocabulary.path("[SEP]").intValue()).isEqualTo(3);
    assertThat(vocabulary.path("").intValue()).isEqualTo(5);
    assertThat(vocabulary.path("a").intValue()).isEqualTo(6);
  }

  @Test
  void anotherWayToSplitTextIsRefusedByName() {
    assertThatThrownBy(() -> tokenizer(SPECIAL, "{\"tokenizer_class\": \"BertJapaneseTokenizer\"}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "tokenizer_class is \"BertJapaneseTokenizer\"; expected BertTokenizer");
    assertThatThrownBy(() -> tokenizer(SPECIAL, "{\"do_basic_tokenize\": false}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("do_basic_tokenize is false; expected true");
    assertThatThrownBy(() -> tokenizer(SPECIAL, "{\"do_lower_case\": \"yes\"}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("do_lower_case is \"yes\"; expected true or false");
  }

  private JsonNode normalizer(String vocabulary, @Nullable String settings) throws IOException {
    return tokenizer(vocabulary, settings).path("normalizer");
  }

  private JsonNode tokenizer(String vocabulary, @Nullable String settings) throws IOException {
    Path config = folder.resolve("tokenizer_config.json");
    Files.deleteIfExists(config);
    if (settings != null) {
      Files.writeString(config, settings);
    }
    return new JsonMapper()
        .readTree(
            VocabularyFile.read(Files.writeString(folder.resolve("vocab.txt"), vocabulary))
                .tokenizerJson(config));
  }
}
