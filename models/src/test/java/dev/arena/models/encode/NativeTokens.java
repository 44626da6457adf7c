package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.stream.LongStream;

/** The tokens that the native library reads, as a reference for ours. */
final class NativeTokens {
  private NativeTokens() {}

  /** The tokens of a text, without special tokens around it. */
  static int[] of(HuggingFaceTokenizer tokenizer, String text) {
    return LongStream.of(
            tokenizer.encode(TextTokenizer.WellFormed.text(text), false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /**
   * Requires the native library's tokens for each text.
   *
   * @param file a {@code tokenizer.json}
   */
  static void requireSame(byte[] file, Iterable<String> texts) throws IOException {
    try (TextTokenizer ours = TextTokenizer.read(new ByteArrayInputStream(file), "the file");
        HuggingFaceTokenizer theirs =
            HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(file), Map.of("truncation", "false"))) {
      for (String text : texts) {
        assertThat(ours.tokenize(text)).as(text).isEqualTo(of(theirs, text));
      }
    }
  }
}
