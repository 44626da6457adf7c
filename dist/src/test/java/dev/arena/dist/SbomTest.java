package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.schemas.failure.UserException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomTest {
  @TempDir Path folder;

  @Test
  void librariesShadedIntoAJarAreListedWithIt() throws Exception {
    Path jar = jar("outer-1.0.jar", "org.outer/outer/1.0", "org.inner/inner/2.3", "a.b/c/4");
    JsonNode component = components(jar).get(0);
    assertThat(component.path("purl").asText()).isEqualTo("pkg:maven/org.outer/outer@1.0");
    assertThat(component.path("components").findValuesAsText("purl"))
        .containsExactly("pkg:maven/a.b/c@4", "pkg:maven/org.inner/inner@2.3");
    assertThat(component.at("/evidence/occurrences/0/location").asText())
        .isEqualTo("lib/outer-1.0.jar");
    assertThat(component.at("/hashes/0/content").asText()).hasSize(64);
  }

  @Test
  void aJarThatDoesNotNameItselfIsNamedByThePomBesideItWhereverTheRepositoryIs() throws Exception {
    Path own = jar("m2/org/some/thing/1.2/thing-1.2-linux-x86_64.jar");
    Files.writeString(
        own.resolveSibling("thing-1.2.pom"),
        "<project><parent><groupId>p</groupId></parent><groupId>org.some</groupId></project>");
    Path inherited = jar("m2/org/some/other/3/other-3.jar");
    Files.writeString(
        inherited.resolveSibling("other-3.pom"),
        "<project><parent><groupId>org.some</groupId></parent></project>");

    assertThat(components(own).get(0).path("purl").asText())
        .isEqualTo("pkg:maven/org.some/thing@1.2");
    assertThat(components(inherited).get(0).path("purl").asText())
        .isEqualTo("pkg:maven/org.some/other@3");
  }

  @Test
  void aPomThatCannotBeReadIsReportedInASentence() throws Exception {
    Path jar = jar("m2/org/some/thing/1.2/thing-1.2.jar");
    Files.writeString(jar.resolveSibling("thing-1.2.pom"), "<project>");

    assertThatThrownBy(() -> components(jar))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("thing-1.2.pom cannot be read");
  }

  @Test
  void aRegistryLibraryIsNamedAfterItsFile() throws Exception {
    Path jar = jar("registry/lib/io.netty.netty-common-4.1.1.Final.jar");
    assertThat(components(jar).get(0).path("purl").asText())
        .isEqualTo("pkg:maven/io.netty/netty-common@4.1.1.Final");
  }

  @Test
  void aLicenceIsTakenFromThePage() throws Exception {
    Path jar = jar("thing-1.2.jar", "org.some/thing/1.2");
    assertThat(components(jar).get(0).path("licenses").findValuesAsText("name"))
        .containsExactly("EPL-2.0", "MIT");
  }

  private JsonNode components(Path jar) throws Exception {
    Path page =
        Files.writeString(
            folder.resolve("licences.md"), "| `org.some:thing` | 1.2 | EPL-2.0, MIT |\n");
    ArchiveFiles files = new ArchiveFiles();
    files.add("lib/" + jar.getFileName(), jar);
    files.add("LICENSE", "no jar");
    JsonNode bom = new ObjectMapper().readTree(new Content.Sbom("1", page).of(files));
    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.path("components")).hasSize(1);
    return bom.path("components");
  }

  /** A jar that declares the libraries in it, each as GROUP/NAME/VERSION. */
  private Path jar(String path, String... libraries) throws Exception {
    Path jar = folder.resolve(path);
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String library : libraries) {
        List<String> parts = List.of(library.split("/"));
        zip.putNextEntry(
            new ZipEntry(
                "META-INF/maven/%s/%s/pom.properties".formatted(parts.get(0), parts.get(1))));
        zip.write(
            "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(parts.toArray()).getBytes(UTF_8));
      }
      zip.putNextEntry(new ZipEntry("A.class"));
    }
    return jar;
  }
}
