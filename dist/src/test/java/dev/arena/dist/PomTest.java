package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The POMs contain what Maven Central requires, and documents and examples name their version. */
final class PomTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>dev\\.arena</groupId>\\s*<artifactId>([\\w-]+)</artifactId>\\s*<version>([^<]+)<");

  @Test
  void theParentNamesItsAuthorsLicenceAndAddresses() throws Exception {
    Document parent = parse(Documents.ROOT.resolve("pom.xml"));

    assertThat(text(parent, "/project/url")).isEqualTo("${arena.url}");
    assertThat(text(parent, "/project/properties/arena.url")).startsWith("https://");
    assertThat(text(parent, "/project/developers/developer/name")).isEqualTo("The Arena Authors");
    assertThat(text(parent, "/project/licenses/license/name")).isEqualTo("Apache-2.0");
    assertThat(text(parent, "/project/licenses/license/url")).isNotBlank();
    assertThat(text(parent, "/project/scm/url")).isEqualTo("${arena.url}");
    assertThat(text(parent, "/project/scm/connection")).isEqualTo("scm:git:${arena.url}.git");
    assertThat(text(parent, "/project/scm/developerConnection"))
        .isEqualTo("scm:git:${arena.url}.git");
  }

  @ParameterizedTest
  @MethodSource("poms")
  void aModuleSaysWhatItIsAndTakesAddressesFromTheParent(Path pom) throws Exception {
    Document module = parse(pom);

    assertThat(text(module, "/project/name")).startsWith("Arena");
    assertThat(text(module, "/project/description")).endsWith(".");
    if (!pom.equals(Documents.ROOT.resolve("pom.xml"))) {
      assertThat(texts(module, "/project/url | /project/scm | /project/developers")).isEmpty();
    }
  }

  /** A scope that a module states itself replaces the one from the module that logs. */
  @ParameterizedTest
  @MethodSource("poms")
  void aModuleWithCommandsHasTheLoggerAtRuntime(Path pom) throws Exception {
    Document module = parse(pom);
    String dependency = "/project/dependencies/dependency";

    if (!texts(module, dependency + "[artifactId='arena-cli' and not(scope)]").isEmpty()) {
      assertThat(texts(module, dependency + "[artifactId='logback-classic']/scope"))
          .doesNotContain("test");
    }
  }

  @Test
  void documentsAndTheJavaExampleNameThisVersion() throws Exception {
    String version = text(parse(Documents.ROOT.resolve("pom.xml")), "/project/version");
    List<String> named = new ArrayList<>();
    for (Path page : Documents.files(".md")) {
      DEPENDENCY
          .matcher(Files.readString(page))
          .results()
          .forEach(found -> named.add(found.group(2)));
    }
    named.add(
        text(
            parse(Documents.ROOT.resolve("examples/java/pom.xml")),
            "/project/properties/arena.version"));

    assertThat(named).hasSizeGreaterThan(3).containsOnly(version);
  }

  private static Stream<Path> poms() throws Exception {
    Path root = Documents.ROOT.resolve("pom.xml");
    return Stream.concat(
        Stream.of(root),
        texts(parse(root), "/project/modules/module").stream()
            .map(module -> Documents.ROOT.resolve(module).resolve("pom.xml")));
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private static String text(Document pom, String path) throws XPathExpressionException {
    return XPathFactory.newInstance().newXPath().evaluate(path, pom);
  }

  private static List<String> texts(Document pom, String path) throws XPathExpressionException {
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int node = 0; node < nodes.getLength(); node++) {
      texts.add(nodes.item(node).getTextContent());
    }
    return texts;
  }
}
