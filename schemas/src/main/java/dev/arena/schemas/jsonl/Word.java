package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;

/** A JSON value as messages show it: at most one word, since rows hold what people wrote. */
final class Word {
  private static final int LONGEST = 20;

  private Word() {}

  static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    if (!value.isTextual()) {
      return value.isNull() ? "null" : "no text";
    }
    String text = value.textValue();
    String plain = text.replaceAll("\\p{C}", "?");
    return plain.length() <= LONGEST
        ? '"' + plain + '"'
        : '"' + plain.substring(0, plain.offsetByCodePoints(0, LONGEST / 2)) + "...\"";
  }
}
