package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Document;
import dev.arena.cli.documents.Documents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** The pictures in the documents. */
@Tag("docs")
final class PicturesTest {
  private static final Path PICTURES = Documents.ROOT.resolve("docs/pictures");
  private static final int LARGEST = 100_000;

  @ParameterizedTest
  @MethodSource("pictures")
  void aPictureIsASmallSvgThatLoadsAndRunsNothing(Path picture) throws Exception {
    byte[] bytes = Files.readAllBytes(picture);
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes))
            .getDocumentElement();

    assertThat(bytes).hasSizeLessThan(LARGEST);
    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getAttribute("viewBox")).isNotBlank();
    assertThat(new String(bytes, UTF_8))
        .doesNotContain("<script", "<image", "href=", "url(", "@import");
  }

  @Test
  void everyPictureIsShownInADocument() throws IOException {
    List<Path> shown =
        Documents.all().stream()
            .flatMap(page -> page.links().stream().map(link -> target(page, link)))
            .toList();

    assertThat(pictures()).isNotEmpty().isSubsetOf(shown);
  }

  private static Path target(Document page, Document.Link link) {
    return Documents.ROOT
        .resolve(page.path())
        .resolveSibling(link.target().replaceFirst("#.*", ""))
        .normalize();
  }

  private static Stream<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(PICTURES)) {
      return files.filter(file -> file.toString().endsWith(".svg")).toList().stream();
    }
  }
}
