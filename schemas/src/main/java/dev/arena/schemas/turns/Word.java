package dev.arena.schemas.turns;

import com.fasterxml.jackson.databind.JsonNode;

/** A JSON value in a message: at most one word, because rows contain users' texts. */
public final class Word {
  private static final int LONGEST = 20;

  private Word() {}

  /** The word, or the kind of value if it is not one. */
  public static String shown(JsonNode value) {
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
