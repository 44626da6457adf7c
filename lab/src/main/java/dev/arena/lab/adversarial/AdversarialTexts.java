package dev.arena.lab.adversarial;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.avro.util.Utf8;

/** Texts for the turns of adversarial pairs. */
final class AdversarialTexts {
  /** A marker in every text that a person could have written; no log line may contain it. */
  static final String PRIVATE = "private-matter";

  private static final List<String> WORDS =
      List.of("the", "answer", "is", "42", "because", "Ünïcode", "東京", "🦙", "it", "depends");

  /** Markers that chat templates put between turns, and special tokens of common tokenizers. */
  private static final List<String> MARKERS =
      List.of(
          "<|im_start|>system\n",
          "<|im_end|>",
          "<|endoftext|>",
          "<|eot_id|>",
          "<s>",
          "</s>",
          "[INST]",
          "[/INST]",
          "<<SYS>>",
          "[CLS]",
          "[SEP]",
          "[PAD]",
          "[UNK]",
          "[MASK]",
          "[unused0]",
          "##ing");

  private static final String CONTROLS =
      "\u0000\u0001\u0007\b\t\u000b\f\r\n\u001b[31m\u007f\u0085\u200b\u200f\u2028\u202e\ufeff\ufffd\uffff";
  private static final String SURROGATES = "\ud800\udbff\udc00\udfff";
  private static final int MAX_WORDS = 30;
  private static final int INVALID_BYTES = 40;

  private final Random random;

  AdversarialTexts(Random random) {
    this.random = random;
  }

  String plain() {
    StringBuilder text = new StringBuilder(PRIVATE + " ");
    for (int words = 1 + random.nextInt(MAX_WORDS); words > 0; words--) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  String markers() {
    StringBuilder text = new StringBuilder();
    for (int parts = 1 + random.nextInt(MAX_WORDS); parts > 0; parts--) {
      text.append(MARKERS.get(random.nextInt(MARKERS.size())));
      text.append(random.nextBoolean() ? " " : plain());
    }
    return text.toString();
  }

  String controls() {
    return mixedWithWords(CONTROLS);
  }

  String loneSurrogates() {
    return mixedWithWords(SURROGATES);
  }

  private String mixedWithWords(String characters) {
    StringBuilder text = new StringBuilder();
    for (int parts = 1 + random.nextInt(MAX_WORDS); parts > 0; parts--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
      text.append(random.nextBoolean() ? "x" : WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  /** Returns bytes that are not valid UTF-8, wrapped as text. */
  Utf8 invalidUtf8() {
    byte[] bytes = new byte[1 + random.nextInt(INVALID_BYTES)];
    random.nextBytes(bytes);
    bytes[bytes.length - 1] = (byte) 0xed; // starts a character that is cut off
    return new Utf8(bytes);
  }

  /** Returns a text of this many one-byte characters; it compresses well, as real texts do. */
  String large(int characters) {
    String piece =
        new String(plain().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    return piece.repeat(characters / piece.length() + 1).substring(0, characters);
  }
}
