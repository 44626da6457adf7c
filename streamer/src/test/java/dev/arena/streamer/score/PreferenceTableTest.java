package dev.arena.streamer.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PreferenceTableTest {
  private static final List<String> PROMPTS =
      List.of(
          "What is the capital of France, and why is it not Lyon, which is older by a little?",
          "请解释一下量子纠缠是什么意思，并举一个日常生活中的例子。",
          "اشرح لي كيف تعمل محركات البحث بلغة بسيطة من فضلك",
          "👨‍👩‍👧‍👦 👍🏽 ❤️ 🇫🇷 emoji of every kind, joined, toned and flagged",
          "e\u0301te\u0301 with combining marks\nand\tline breaks\r\nand   spaces",
          "");

  @Test
  void aRowShowsIdPromptProbabilitiesWithTwoDecimalsAndTheLikeliestOutcome() {
    assertThat(
            table(100, new PreferenceTable.Row("p-1", "2+2?", List.of(0.336, 0.5, 0.164))).get(2))
        .startsWith("p-1         2+2?")
        .contains("0.34 ██▊")
        .contains("0.50 ████")
        .contains("0.16 █▎")
        .endsWith("  B");
  }

  @Test
  void aNarrowTerminalLosesTheBarsAndKeepsTheNumbers() {
    List<String> lines = table(60, new PreferenceTable.Row("p-1", "2+2?", List.of(0.3, 0.3, 0.4)));
    assertThat(lines.get(2)).contains("0.30  0.30  0.40  tie").doesNotContain("█");
  }

  @Property
  void everyColumnBeginsAtTheSamePlaceWhateverThePromptsLanguage(
      @ForAll @IntRange(min = 50, max = 140) int columns) {
    for (String prompt : PROMPTS) {
      List<String> lines =
          table(columns, new PreferenceTable.Row("id", prompt, List.of(0.25, 0.25, 0.5)));
      String row = lines.get(2);
      int header =
          PreferenceTable.DisplayText.width(lines.get(0).substring(0, lines.get(0).indexOf("A ")));
      assertThat(PreferenceTable.DisplayText.width(row.substring(0, row.indexOf("0.25"))))
          .describedAs(row)
          .isEqualTo(header);
      assertThat(PreferenceTable.DisplayText.width(row)).isLessThan(columns);
      assertThat(row).doesNotContain("\n", "\t", "\u200D", "\uFE0F");
    }
  }

  @Property
  void anyTextFitsExactly(@ForAll String text, @ForAll @IntRange(min = 1, max = 60) int columns) {
    assertThat(PreferenceTable.DisplayText.width(PreferenceTable.DisplayText.fit(text, columns)))
        .isEqualTo(columns);
  }

  @Test
  void wideCharactersTakeTwoColumnsAndCombiningMarksNone() {
    assertThat(PreferenceTable.DisplayText.width("量子")).isEqualTo(4);
    assertThat(PreferenceTable.DisplayText.width("👍")).isEqualTo(2);
    assertThat(PreferenceTable.DisplayText.width("e\u0301")).isEqualTo(1);
    assertThat(PreferenceTable.DisplayText.fit("量子纠缠", 6)).isEqualTo("量子… ");
  }

  private static List<String> table(int columns, PreferenceTable.Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PreferenceTable table =
        new PreferenceTable(
            new PrintWriter(bytes, true, StandardCharsets.UTF_8),
            new Terminal(false, columns, false));
    table.header();
    table.row(row);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
