package dev.arena.schemas.turns;

import dev.arena.schemas.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser for one cell, which holds the turns of one side of a conversation.
 *
 * <p>A cell holds a JSON array of strings and nulls, or the same list as Python prints it ({@code
 * ['a', "it's", None]}). One grammar covers both, because no text has different meanings in them. A
 * cell that does not begin with {@code [} is one turn, word for word, and an empty cell is one turn
 * without text, so hand-made files need no brackets. A cell that begins with {@code [} must be a
 * complete list; it is never read as text, because a damaged list would then go unnoticed.
 *
 * <p>Half a surrogate pair (a lone {@code \ud83d}) becomes U+FFFD. It has no UTF-8 form, so a
 * record on a topic would otherwise differ from the row in the file.
 *
 * <p>Not thread-safe: one instance reads one cell.
 */
public final class TurnList {
  private final String cell;
  private int position;

  private TurnList(String cell) {
    this.cell = cell;
  }

  /**
   * The turns in a cell, with null for a turn without text.
   *
   * @throws Fault when the cell begins like a list but is not one
   */
  public static List<@Nullable String> parse(String cell) throws Fault {
    if (cell.isEmpty()) {
      return Collections.singletonList(null);
    }
    TurnList list = new TurnList(cell);
    list.skipBlanks();
    return list.peek() == '[' ? list.list() : List.of(whole(cell));
  }

  /** Combines prompts and answers into turns; the missing turns of a shorter list are null. */
  public static List<Turn> turns(
      List<@Nullable String> prompts,
      List<@Nullable String> answersA,
      List<@Nullable String> answersB) {
    int count = Math.max(prompts.size(), Math.max(answersA.size(), answersB.size()));
    List<Turn> turns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      turns.add(new Turn(at(prompts, i), at(answersA, i), at(answersB, i)));
    }
    return turns;
  }

  private static @Nullable String at(List<@Nullable String> side, int turn) {
    return turn < side.size() ? side.get(turn) : null;
  }

  private List<@Nullable String> list() throws Fault {
    List<@Nullable String> turns = new ArrayList<>();
    position++;
    skipBlanks();
    if (peek() == ']') {
      position++;
    } else {
      turns.add(turn());
      while (comma()) {
        turns.add(turn());
      }
    }
    skipBlanks();
    if (position < cell.length()) {
      throw fault("nothing after the list's ]");
    }
    return turns;
  }

  /** Whether a comma follows; false when the list ends. */
  private boolean comma() throws Fault {
    skipBlanks();
    char next = peek();
    if (next != ',' && next != ']') {
      throw fault("a comma or ]");
    }
    position++;
    return next == ',';
  }

  private @Nullable String turn() throws Fault {
    skipBlanks();
    char next = peek();
    if (next == '"' || next == '\'') {
      return quoted(next);
    }
    if (word("null") || word("None")) {
      return null;
    }
    throw fault("a quoted string, null or None");
  }

  private String quoted(char quote) throws Fault {
    int start = ++position;
    StringBuilder text = null;
    while (position < cell.length()) {
      char next = cell.charAt(position);
      if (next == quote) {
        String plain = text == null ? cell.substring(start, position) : text.toString();
        position++;
        return whole(plain);
      }
      if (next == '\\') {
        if (text == null) {
          text = new StringBuilder(cell.length() - start).append(cell, start, position);
        }
        escape(text);
      } else {
        if (text != null) {
          text.append(next);
        }
        position++;
      }
    }
    throw fault("a closing " + quote);
  }

  private void escape(StringBuilder text) throws Fault {
    position++;
    switch (peek()) {
      case '"', '\'', '\\', '/' -> text.append(peek());
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'v' -> text.append('\u000b');
      case 'a' -> text.append('\u0007');
      case 'x' -> text.appendCodePoint(hexadecimal(2));
      case 'u' -> text.appendCodePoint(hexadecimal(4));
      case 'U' -> text.appendCodePoint(hexadecimal(8));
      default -> throw fault("one of \" ' \\ / n t r b f v a x u U after a backslash");
    }
    position++;
  }

  /** The number in the next {@code digits} characters; leaves the position on the last of them. */
  private int hexadecimal(int digits) throws Fault {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      position++;
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw fault("a hexadecimal digit");
      }
      value = value * 16 + digit;
      if (value > Character.MAX_CODE_POINT) {
        throw fault("a code point up to \\U0010ffff");
      }
    }
    return value;
  }

  private boolean word(String word) {
    if (!cell.startsWith(word, position)) {
      return false;
    }
    position += word.length();
    return true;
  }

  private void skipBlanks() {
    while (position < cell.length() && Character.isWhitespace(cell.charAt(position))) {
      position++;
    }
  }

  /** The next character; at the end of the cell, NUL, which is not in the grammar. */
  private char peek() {
    return position < cell.length() ? cell.charAt(position) : '\0';
  }

  private Fault fault(String expected) {
    String found = "the end of the cell";
    if (position < cell.length()) {
      int codePoint = cell.codePointAt(position);
      found =
          Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE
              ? String.format("U+%04X", codePoint)
              : Character.toString(codePoint);
    }
    return new Fault(
        "breaks at character "
            + (position + 1)
            + " ("
            + found
            + "); expected "
            + expected
            + ", since a cell that begins with [ is a list of turns"
            + " (\"[\"\"first\"\", null]\" in CSV)");
  }

  /** The text with every lone surrogate replaced by U+FFFD. */
  public static String whole(String text) {
    int lone = indexOfLoneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    for (; lone >= 0; lone = indexOfLoneSurrogate(text, lone + 1)) {
      repaired.setCharAt(lone, '\ufffd');
    }
    return repaired.toString();
  }

  private static int indexOfLoneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean paired = Character.charCount(text.codePointAt(i)) == 2;
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
