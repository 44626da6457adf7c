package dev.arena.lab.adversarial;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.avro.util.Utf8;

/** Texts for the turns of nasty pairs. */
final class NastyTexts {
  /** In every text that people could have written; nothing that is logged may hold it. */
  static final String PRIVATE = "private-matter";

  private static final List<String> WORDS =
      List.of("the", "answer", "is", "42", "because", "Ünïcode", "東京", "🦙", "it", "depends");

  /** What chat templates put between turns, and the special tokens of common tokenizers. */
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
  private static final int MOST_WORDS = 30;
  private static final int INVALID_BYTES = 40;

  private final Random random;

  NastyTexts(Random random) {
    this.random = random;
  }

  String plain() {
    StringBuilder text = new StringBuilder(PRIVATE + " ");
    for (int words = 1 + random.nextInt(MOST_WORDS); words > 0; words--) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  String markers() {
    StringBuilder text = new StringBuilder();
    for (int parts = 1 + random.nextInt(MOST_WORDS); parts > 0; parts--) {
      text.append(MARKERS.get(random.nextInt(MARKERS.size())));
      text.append(random.nextBoolean() ? " " : plain());
    }
    return text.toString();
  }

  String controls() {
    return scattered(CONTROLS);
  }

  String loneSurrogates() {
    return scattered(SURROGATES);
  }

  private String scattered(String characters) {
    StringBuilder text = new StringBuilder();
    for (int parts = 1 + random.nextInt(MOST_WORDS); parts > 0; parts--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
      text.append(random.nextBoolean() ? "x" : WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  /** Bytes that are no UTF-8, to be written as if they were. */
  Utf8 invalidUtf8() {
    byte[] bytes = new byte[1 + random.nextInt(INVALID_BYTES)];
    random.nextBytes(bytes);
    bytes[bytes.length - 1] = (byte) 0xed; // begins a letter that does not come
    return new Utf8(bytes);
  }

  /** As many letters of one byte; compresses well, as such texts do. */
  String large(int characters) {
    String piece =
        new String(plain().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    return piece.repeat(characters / piece.length() + 1).substring(0, characters);
  }
}
