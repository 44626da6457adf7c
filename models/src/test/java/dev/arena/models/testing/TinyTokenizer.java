package dev.arena.models.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A WordPiece tokenizer that knows some words and, for the rest, lower-case printable ASCII. */
final class TinyTokenizer {
  private static final List<String> WORDS =
      List.of(
          "the",
          "a",
          "is",
          "it",
          "of",
          "to",
          "and",
          "in",
          "what",
          "how",
          "answer",
          "question",
          "hello",
          "world",
          "sorry",
          "cannot",
          "##s",
          "##ing",
          "##ed",
          "##er");

  private TinyTokenizer() {}

  static List<String> vocabulary() {
    List<String> vocabulary =
        new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    vocabulary.addAll(WORDS);
    for (char c = '!'; c <= '~'; c++) {
      if (c < 'A' || c > 'Z') {
        String letter = String.valueOf(c);
        if (!vocabulary.contains(letter)) {
          vocabulary.add(letter);
        }
        vocabulary.add("##" + letter);
      }
    }
    return vocabulary;
  }

  /** The text of {@code tokenizer.json}, with a truncation setting that must be ignored. */
  static String json() {
    List<String> vocabulary = vocabulary();
    String entries =
        IntStream.range(0, vocabulary.size())
            .mapToObj(id -> quote(vocabulary.get(id)) + ": " + id)
            .collect(Collectors.joining(",\n      "));
    String special =
        IntStream.range(0, 5)
            .mapToObj(
                id ->
                    """
                    {"id": %d, "content": %s, "single_word": false, "lstrip": false, \
                    "rstrip": false, "normalized": false, "special": true}"""
                        .formatted(id, quote(vocabulary.get(id))))
            .collect(Collectors.joining(",\n    "));
    return """
        {
          "version": "1.0",
          "truncation": {"max_length": 4, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
          "padding": null,
          "added_tokens": [
            %s
          ],
          "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
          "pre_tokenizer": {"type": "BertPreTokenizer"},
          "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
          "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
          "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {
              %s
          }}
        }
        """
        .formatted(special, entries);
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
