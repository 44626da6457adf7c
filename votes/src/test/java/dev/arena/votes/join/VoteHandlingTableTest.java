package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table "Vote handling" names a test for each row, and every test has a row. */
final class VoteHandlingTableTest {
  private static final Pattern ROW = Pattern.compile("^\\|.*\\| `(\\w+)` \\|$", Pattern.MULTILINE);

  @Test
  void everyRowNamesATestAndEveryTestHasARow() throws IOException {
    String page = Files.readString(Documents.ROOT.resolve("docs/reference/votes.md"));
    String table =
        page.substring(page.indexOf("## Vote handling"), page.indexOf("## What is remembered"));
    List<String> named = new ArrayList<>();
    Matcher rows = ROW.matcher(table);
    while (rows.find()) {
      named.add(rows.group(1));
    }

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(VoteHandlingTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .toList());
    assertThat(table.lines().filter(line -> line.startsWith("| ")).count())
        .as("rows, with the header")
        .isEqualTo(named.size() + 1);
  }
}
