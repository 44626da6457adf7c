package dev.arena.models.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MarkdownCountsTest {
  private static final Path MODELS = Path.of(System.getProperty("arena.root"), "models");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # A~## B~#no~####### C      ; 2 ; 0 ; 0
          - a~  * b~+ c~-x            ; 0 ; 3 ; 0
          1. a~12. b~1) c~1.x         ; 0 ; 2 ; 0
          **a** and __b__ but *c*     ; 0 ; 0 ; 2
          **a~b**                     ; 0 ; 0 ; 0
          # A~```~# B~- c~```~- d     ; 1 ; 1 ; 0
          # A~```~# not closed        ; 2 ; 0 ; 0
          ```# A```# B                ; 0 ; 0 ; 0
          ''                          ; 0 ; 0 ; 0
          """)
  void headersListsAndBoldPassagesOutsideCodeAreCounted(
      String text, int headers, int lists, int bold) {
    assertThat(MarkdownCounts.of(text.replace('~', '\n')))
        .isEqualTo(new MarkdownCounts(headers, lists, bold));
  }

  /** Made by src/test/python/make_markdown_fixture.py. */
  @Test
  void theCountsAreThoseOfFastChat() throws IOException {
    for (String line :
        Files.readAllLines(MODELS.resolve("src/test/resources/facts/markdown.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      assertThat(MarkdownCounts.of(row.get("text").textValue()))
          .as(line)
          .isEqualTo(
              new MarkdownCounts(
                  row.get("header").intValue(),
                  row.get("list").intValue(),
                  row.get("bold").intValue()));
    }
  }
}
