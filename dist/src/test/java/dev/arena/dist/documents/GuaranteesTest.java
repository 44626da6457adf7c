package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the tables in docs/guarantees.md names the test that tries to break it. */
final class GuaranteesTest {
  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w+(?:Test|Properties))(?:#(\\w+))?`");

  @Test
  void everyRowNamesATestThatExists() throws IOException {
    Map<String, Path> tests = tests();
    List<String> rows =
        Files.readAllLines(Documents.ROOT.resolve("docs").resolve("guarantees.md"), UTF_8).stream()
            .filter(line -> line.startsWith("| ") && !line.endsWith("| test |"))
            .toList();

    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows)
        .allSatisfy(
            row -> {
              List<MatchResult> named = TEST.matcher(row).results().toList();
              assertThat(named).as("tests named").isNotEmpty();
              assertThat(named)
                  .allSatisfy(
                      test -> {
                        assertThat(tests).containsKey(test.group(1));
                        if (test.group(2) != null) {
                          assertThat(tests.get(test.group(1)))
                              .content(UTF_8)
                              .contains("void " + test.group(2) + "(");
                        }
                      });
            });
  }

  private static Map<String, Path> tests() {
    return Sources.MODULES.stream()
        .map(module -> Documents.ROOT.resolve(module).resolve("src/test/java"))
        .flatMap(GuaranteesTest::files)
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString().replace(".java", ""),
                file -> file,
                (one, ofTheSameName) -> one));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
