package dev.arena.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TerminalTextProperties {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property
  void noCharacterOfAnyTextControlsATerminal(@ForAll("texts") String text) {
    assertThat(TerminalText.line(text).codePoints()).noneMatch(TerminalText::isEscaped);
    assertThat(TerminalText.lines(text).codePoints())
        .noneMatch(c -> c != '\n' && c != '\t' && TerminalText.isEscaped(c));
  }

  @Property
  void textWithoutSuchCharactersStaysAsItIs(@ForAll("texts") String text) {
    String plain =
        text.codePoints()
            .filter(c -> !TerminalText.isEscaped(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(TerminalText.line(plain)).isEqualTo(plain);
  }

  @Property
  void escapedJsonIsTheSameJson(@ForAll("texts") String text) throws JsonProcessingException {
    String json = JSON.createObjectNode().put("id", text).toPrettyString();
    assertThat(JSON.readTree(TerminalText.lines(json))).isEqualTo(JSON.readTree(json));
    assertThat(JSON.readTree(TerminalText.line(JSON.readTree(json).toString())))
        .isEqualTo(JSON.readTree(json));
  }

  @Property
  void onlyTheFirstLineOfAMessageBeginsAtTheMargin(@ForAll("texts") String text) {
    assertThat(TerminalText.message(text).split("\n", -1))
        .satisfies(
            lines ->
                assertThat(java.util.Arrays.stream(lines).skip(1))
                    .allMatch(line -> line.startsWith(" ") || line.startsWith("\t")));
  }

  @Example
  void charactersThatATerminalActsOnAreEscaped() {
    assertThat(TerminalText.line("a\u001b[2J\u009b31m\u202egnp\u2066\u2028\u200b\r\nb\u007f\ud83d"))
        .isEqualTo("a\\u001b[2J\\u009b31m\\u202egnp\\u2066\\u2028\\u200b\\r\\nb\\u007f\\ud83d");
    assertThat(TerminalText.line("漢字 😀 é שלום")).isEqualTo("漢字 😀 é שלום");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings()
            .withChars("a \t\r\n\u0000\u001b\u007f\u0085\u009b\u00ad\u061c\u200b\u200e\u2028")
            .withChars("\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ud83d\ude00\udb40\udc41\\\"")
            .ofMaxLength(20));
  }
}
