package dev.arena.schemas.turns;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The reason why a row cannot be read: a sentence without a full stop, or the part of it that
 * follows the name of the column or field.
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
   * Reads part of a row, and puts its place before the message of a fault.
   *
   * @param place what the message continues, such as {@code field prompt}
   */
  public static <T extends Object> T at(String place, Reading<T> reading) throws Fault {
    try {
      return reading.read();
    } catch (Fault fault) {
      throw new Fault(place + " " + fault.getMessage());
    }
  }

  /** A function that reads part of a row. */
  @FunctionalInterface
  public interface Reading<T extends Object> {
    T read() throws Fault;
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
