package dev.arena.dist.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Document;
import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links between the documents, and to files of the repository. */
@Tag("docs")
final class LinksTest {
  @Test
  void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
    Map<String, Document> pages = new TreeMap<>();
    Documents.all().forEach(page -> pages.put(page.path(), page));

    assertThat(pages).hasSizeGreaterThan(40).containsKey("docs/README.md");
    assertThat(pages.values()).flatMap(page -> broken(page, pages)).isEmpty();
  }

  @Test
  void everyDocumentationPageIsInTheIndex() throws IOException {
    Path docs = Documents.ROOT.resolve("docs");
    List<String> linked =
        Document.of("docs/README.md", Files.readString(docs.resolve("README.md"))).links().stream()
            .map(link -> docs.resolve(link.target().replaceFirst("#.*", "")).normalize())
            .map(file -> Documents.ROOT.relativize(file).toString())
            .toList();

    assertThat(Documents.all())
        .extracting(Document::path)
        .filteredOn(page -> page.startsWith("docs/"))
        .filteredOn(page -> !page.matches("docs/(README|decisions/\\d.*)\\.md"))
        .filteredOn(page -> !linked.contains(page))
        .isEmpty();
  }

  @Test
  void aLinkToNowhereIsFound() {
    Document page =
        Document.of(
            "docs/p.md",
            """
            # Here
            [a](p.md) [b](#here) [c](../docs/p.md#here) [d](https://example.org/x#y)
            [e](q.md) [f](#there) [g](p.md#there) [h](../../p.md)
            """);

    assertThat(broken(page, Map.of("docs/p.md", page)))
        .containsExactly(
            "docs/p.md:3: q.md: there is no such file",
            "docs/p.md:3: #there: docs/p.md has no such heading",
            "docs/p.md:3: p.md#there: docs/p.md has no such heading",
            "docs/p.md:3: ../../p.md: there is no such file");
  }

  private static List<String> broken(Document page, Map<String, Document> pages) {
    return page.links().stream()
        .filter(link -> !link.target().matches("(https?|mailto):.*"))
        .flatMap(
            link ->
                trouble(page, link.target(), pages)
                    .map(text -> "%s: %s: %s".formatted(link.place(), link.target(), text))
                    .stream())
        .toList();
  }

  private static Optional<String> trouble(Document page, String link, Map<String, Document> pages) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path from = Path.of("/").resolve(page.path());
    Path to = file.isEmpty() ? from : from.resolveSibling(file).normalize();
    String path = to.toString().substring(1);
    // a path that leaves the repository ends at its root here, and is none of its files
    boolean leaves = Path.of(page.path()).resolveSibling(file).normalize().startsWith("..");
    if (leaves || !(pages.containsKey(path) || Files.exists(Documents.ROOT.resolve(path)))) {
      return Optional.of("there is no such file");
    }
    Document target = pages.get(path);
    boolean found =
        hash < 0 || target == null || target.anchors().contains(link.substring(hash + 1));
    return found ? Optional.empty() : Optional.of(path + " has no such heading");
  }
}
