package dev.arena.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.documents.Document.Code;
import dev.arena.cli.documents.Document.Link;
import dev.arena.cli.documents.DocumentedCommands.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The checks that compare the documents with the code must find mistakes. */
@Tag("docs")
class DocumentsTest {
  private static final String PAGE =
      """
      # A `page`, and more
      Text with `a span` and [a
      link](other.md#there), `one that
      goes on`.

          first \\
            second   # comment
      | cell | `a\\|b` [x](y.md) |

      1. item

             in a list

      ```bash
      fenced [no](link.md)
      ```
      ## A page and more
      ## A page and more
      """;

  @TempDir Path folder;

  @Test
  void codeIsFoundInTextTablesListsAndBlocks() {
    assertThat(Document.of("p.md", PAGE).code())
        .containsExactly(
            new Code("p.md:1", "span", "page"),
            new Code("p.md:2", "span", "a span"),
            new Code("p.md:3", "span", "one that goes on"),
            new Code("p.md:6", "", "first  second   # comment"),
            new Code("p.md:8", "span", "a|b"),
            new Code("p.md:12", "", "in a list"),
            new Code("p.md:15", "bash", "fenced [no](link.md)"));
  }

  @Test
  void linksAndAnchorsAreFound() {
    Document page = Document.of("p.md", PAGE);

    assertThat(page.links())
        .containsExactly(new Link("p.md:3", "other.md#there"), new Link("p.md:8", "y.md"));
    assertThat(page.anchors())
        .containsExactly("a-page-and-more", "a-page-and-more-1", "a-page-and-more-2");
  }

  @Test
  void wordsAreSplitAsInAShell() {
    assertThat(ShellWords.of("a 'b c' \"d # e\" f=1 --x 2>&1 # g"))
        .isEqualTo(List.of("a", "b c", "d # e", "f=1", "--x"));
    assertThat(ShellWords.of("a | b")).containsExactly("a");
    assertThat(ShellWords.of("a >b")).containsExactly("a");
  }

  @Test
  void commandLinesAreFound() {
    assertThat(DocumentedCommands.lines(block("X=1 ./arena one -n 2 && ./arena two # three")))
        .extracting(Line::words)
        .containsExactly(List.of("one", "-n", "2"), List.of("two"));
    assertThat(DocumentedCommands.lines(block("arena one"))).hasSize(1);
    assertThat(DocumentedCommands.lines(block("votes --> arena one"))).isEmpty();
    assertThat(DocumentedCommands.lines(new Code("p.md:1", "text", "  ./arena one   the first")))
        .extracting(Line::words)
        .containsExactly(List.of("one"));
    assertThat(DocumentedCommands.lines(new Code("p.md:1", "text", "          ./arena one does")))
        .isEmpty();
  }

  @Test
  void aLineThatTheCommandWouldRefuseIsAMistake() {
    assertThat(mistakes("one --number 2 file")).isEmpty();
    assertThat(mistakes("one --number N file")).isEmpty();
    assertThat(mistakes("one --numer 2 file").get(0))
        .isEqualTo("p.md:1: ./arena one --numer 2 file: arena one has no option --numer");
    assertThat(mistakes("one --number two file").get(0)).contains("'two' is not an int");
    assertThat(mistakes("one").get(0)).contains("Missing required parameter");
    assertThat(mistakes("group three").get(0)).contains("arena group takes no three");
    assertThat(mistakes("another")).isEmpty();
  }

  @Test
  void aPageThatDiffersFromTheCodeIsRefusedOrRewritten() throws Exception {
    Path file = folder.resolve("page.md");
    Files.writeString(file, "a\n<!-- generated: x -->\nold\n<!-- end of x -->\nb\n");

    assertThatThrownBy(() -> new GeneratedPage(file, false).assertPartIs("x", "new\n"))
        .hasMessageContaining(GeneratedPage.COMMAND);
    assertThatThrownBy(() -> new GeneratedPage(file, false).assertPartIs("y", "new\n"))
        .hasMessageContaining("<!-- generated: y -->");
    new GeneratedPage(file, true).assertPartIs("x", "new\n");
    assertThat(file).hasContent("a\n<!-- generated: x -->\nnew\n<!-- end of x -->\nb\n");
    new GeneratedPage(file, false).assertPartIs("x", "new\n");

    assertThatThrownBy(() -> new GeneratedPage(file, false).assertIs("c\n"))
        .hasMessageContaining(GeneratedPage.COMMAND);
    new GeneratedPage(file, true).assertIs("c\n");
    assertThat(file).hasContent("c\n");
  }

  private static List<String> mistakes(String words) {
    return DocumentedCommands.mistakes(
        Program.class, DocumentedCommands.lines(block("./arena " + words)));
  }

  private static Code block(String text) {
    return new Code("p.md:1", "", text);
  }

  @Command(
      name = "arena",
      subcommands = {One.class, Group.class})
  private static final class Program {}

  @Command(name = "one")
  private static final class One {
    @Option(names = "--number")
    private int number;

    @Parameters(arity = "1")
    private String file;
  }

  @Command(name = "group", subcommands = One.class)
  private static final class Group {}
}
