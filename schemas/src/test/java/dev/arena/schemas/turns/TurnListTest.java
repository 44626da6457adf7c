package dev.arena.schemas.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

public class TurnListTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper ASCII_JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Property
  void whatJsonWritesIsReadBack(@ForAll("turns") List<String> turns) throws Exception {
    assertThat(TurnList.parse(JSON.writeValueAsString(turns))).isEqualTo(turns);
    assertThat(TurnList.parse(ASCII_JSON.writeValueAsString(turns))).isEqualTo(turns);
  }

  @Property
  void whatPythonPrintsIsReadBack(@ForAll("turns") List<String> turns) throws Exception {
    assertThat(TurnList.parse(python(turns))).isEqualTo(turns);
  }

  @Property
  void anyTextIsOneTurnAListOrAFault(@ForAll("likeLists") String cell) {
    try {
      List<String> turns = TurnList.parse(cell);
      assertThat(turns).isNotNull();
    } catch (Fault fault) {
      assertThat(fault).hasMessageStartingWith("breaks at character ");
    }
  }

  @Property
  void textWithoutABracketIsOneTurnWordForWord(@ForAll @StringLength(min = 1, max = 40) String text)
      throws Exception {
    String cell =
        "x"
            + text.codePoints()
                .filter(c -> !isSurrogate(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    assertThat(TurnList.parse(cell)).containsExactly(cell);
  }

  @Example
  void bothQuotesAndBothNullsMayBeMixed() throws Exception {
    assertThat(TurnList.parse("  ['a', \"b\", None ,null,'it\\'s', \"it's\" ]\n"))
        .containsExactly("a", "b", null, null, "it's", "it's");
  }

  @Example
  void anEmptyCellIsOneTurnWithoutText() throws Exception {
    assertThat(TurnList.parse("")).isEqualTo(Collections.singletonList(null));
  }

  @Example
  void anEmptyListHasNoTurns() throws Exception {
    assertThat(TurnList.parse("[ ]")).isEmpty();
  }

  @Example
  void lineBreaksInsideATextAreKept() throws Exception {
    assertThat(TurnList.parse("[\"a\r\nb\\nc\"]")).containsExactly("a\r\nb\nc");
  }

  @Example
  void escapedSurrogatePairsBecomeOneCharacter() throws Exception {
    assertThat(TurnList.parse("[\"\\ud83d\\ude00\", '\\U0001f600', '\\xe9']"))
        .containsExactly("😀", "😀", "é");
  }

  @Example
  void halfASurrogatePairBecomesTheReplacementCharacter() throws Exception {
    assertThat(TurnList.parse("[\"a\\ud83d\", \"\\ude00b\", \"\\ud83d\\ud83d\\ude00\"]"))
        .containsExactly("a\ufffd", "\ufffdb", "\ufffd😀");
  }

  @Example
  void theWordNullInQuotesIsText() throws Exception {
    assertThat(TurnList.parse("[\"null\", 'None']")).containsExactly("null", "None");
  }

  @Example
  void aFaultNamesThePlaceAndWhatWasExpected() {
    assertFault("[\"a\" \"b\"]", "character 6 (\"); expected a comma or ]");
    assertFault("[\"a\", 5]", "character 7 (5); expected a quoted string, null or None");
    assertFault("[\"a", "character 4 (the end of the cell); expected a closing \"");
    assertFault("[\"a\"] x", "character 7 (x); expected nothing after the list's ]");
    assertFault("['\\q']", "character 4 (q); expected one of \" '");
    assertFault("['\\u00zz']", "character 7 (z); expected a hexadecimal digit");
    assertFault("['\\U00110000']", "expected a code point up to \\U0010ffff");
    assertFault("[", "character 2 (the end of the cell)");
    assertFault("[Intro] hello", "character 2 (I)");
    assertFault("[\"a\",\u0000]", "character 6 (U+0000)");
  }

  @Provide
  Arbitrary<List<String>> turns() {
    Arbitrary<String> text =
        Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.chars().all().map(String::valueOf)),
                net.jqwik.api.Tuple.of(
                    6, Arbitraries.of("'", "\"", "\\", "\n", "\r", "\t", "/", "[", "]", ",", "\0")),
                net.jqwik.api.Tuple.of(
                    2, Arbitraries.of("😀", "שלום", "漢字", "é", "\u007f", "\u2028")))
            .list()
            .ofMaxSize(12)
            .map(parts -> withoutHalfPairs(String.join("", parts)));
    return text.injectNull(0.1).list().ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> likeLists() {
    return Arbitraries.strings()
        .withChars("[]'\",\\unNoelx0dfU \n\ud83d😀a")
        .ofMaxLength(24)
        .flatMap(text -> Arbitraries.of(text, "[" + text, "[\"" + text, "['" + text + "']"));
  }

  private static void assertFault(String cell, String message) {
    assertThatThrownBy(() -> TurnList.parse(cell))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(message);
  }

  private static String withoutHalfPairs(String text) {
    return text.codePoints()
        .filter(codePoint -> !isSurrogate(codePoint))
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static boolean isSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  /** The list as Python's repr prints it. */
  public static String python(List<String> turns) {
    return turns.stream()
        .map(turn -> turn == null ? "None" : repr(turn))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String repr(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder printed = new StringBuilder().append(quote);
    for (int codePoint : text.codePoints().toArray()) {
      switch (codePoint) {
        case '\\' -> printed.append("\\\\");
        case '\n' -> printed.append("\\n");
        case '\r' -> printed.append("\\r");
        case '\t' -> printed.append("\\t");
        default -> {
          if (codePoint == quote) {
            printed.append('\\').append(quote);
          } else if (codePoint < ' ' || codePoint >= 0x7f && codePoint < 0xa1) {
            printed.append(String.format("\\x%02x", codePoint));
          } else if (isPrinted(codePoint)) {
            printed.appendCodePoint(codePoint);
          } else if (codePoint <= 0xffff) {
            printed.append(String.format("\\u%04x", codePoint));
          } else {
            printed.append(String.format("\\U%08x", codePoint));
          }
        }
      }
    }
    return printed.append(quote).toString();
  }

  private static boolean isPrinted(int codePoint) {
    return !Arrays.asList(
            (int) Character.UNASSIGNED,
            (int) Character.FORMAT,
            (int) Character.PRIVATE_USE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.SPACE_SEPARATOR)
        .contains(codePoint == ' ' ? -1 : Character.getType(codePoint));
  }
}
