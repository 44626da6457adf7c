package dev.arena.schemas.turns;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reports why a row cannot be read: a sentence without a full stop, or the part of it that follows
 * the name of the column or field.
 *
 * <p>The message contains at most 20 characters of the row, so it may be logged.
 */
public final class Fault extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 20;

  /**
   * @param message what was found and expected
   */
  public Fault(String message) {
    super(message);
  }

  /**
   * This fault with its place.
   *
   * @param place what the message continues, such as {@code field prompt}
   */
  public Fault at(String place) {
    return new Fault(place + " " + getMessage());
  }

  /** A JSON value for a message: a string, shortened if it is long, or the kind of value. */
  public static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    if (!value.isTextual()) {
      return value.isNull() ? "null" : "not a string";
    }
    String text = value.textValue();
    String plain = text.replaceAll("\\p{C}", "?");
    return plain.length() <= LONGEST
        ? '"' + plain + '"'
        : '"' + plain.substring(0, plain.offsetByCodePoints(0, LONGEST / 2)) + "...\"";
  }
}
