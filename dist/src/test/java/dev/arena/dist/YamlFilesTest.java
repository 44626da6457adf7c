package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The repository's YAML can be parsed, and what GitHub reads has the form that GitHub expects. */
final class YamlFilesTest {
  private static final Path GITHUB = Documents.ROOT.resolve(".github");
  private static final Pattern USES = Pattern.compile("(?m)^ *(?:- )?uses: (.*)$");
  private static final Pattern PINNED =
      Pattern.compile("[\\w-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  @Test
  void everyYamlFileCanBeParsed() throws IOException {
    List<Path> files = Documents.files(".yml", ".yaml");

    assertThat(files)
        .extracting(file -> Documents.ROOT.relativize(file).toString())
        .contains("docker-compose.yml", ".github/dependabot.yml", ".github/workflows/ci.yml")
        .hasSizeGreaterThan(15);
    assertThat(files).allSatisfy(file -> assertThat(parse(Files.readString(file))).isNotEmpty());
  }

  @Test
  void aDuplicateKeyIsFound() {
    assertThatThrownBy(() -> parse("a: 1\na: 2\n")).hasMessageContaining("Duplicate field 'a'");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void aWorkflowMayOnlyReadUnlessAJobSaysOtherwise(Path workflow) throws IOException {
    JsonNode file = parse(Files.readString(workflow)).get(0);

    assertThat(file.at("/permissions")).isEqualTo(YAML.readTree("contents: read"));
    assertThat(file.get("jobs"))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(job.get("timeout-minutes").asInt()).isPositive());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedToACommit(Path workflow) throws IOException {
    String text = Files.readString(workflow);

    assertThat(USES.matcher(text).results())
        .isNotEmpty()
        .allSatisfy(use -> assertThat(use.group(1)).matches(PINNED));
  }

  @Test
  void anActionHasOneVersionInAllWorkflows() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    for (Path workflow : workflows().toList()) {
      USES.matcher(Files.readString(workflow))
          .results()
          .map(use -> use.group(1).split("@", 2))
          .forEach(
              use ->
                  assertThat(versions.merge(use[0], use[1], (first, other) -> first))
                      .as(use[0])
                      .isEqualTo(use[1]));
    }
    assertThat(versions).containsKey("actions/checkout");
  }

  @Test
  void everyFolderThatIsWatchedForUpdatesHasItsManifest() throws IOException {
    Map<String, String> manifests =
        Map.of(
            "maven", "pom.xml",
            "docker", "Dockerfile",
            "docker-compose", "docker-compose.yml",
            "github-actions", ".github/workflows/ci.yml",
            "npm", "package.json",
            "pip", "requirements.txt");
    JsonNode updates =
        parse(Files.readString(GITHUB.resolve("dependabot.yml"))).get(0).get("updates");

    assertThat(updates).hasSize(manifests.size());
    for (JsonNode update : updates) {
      String manifest = manifests.get(update.get("package-ecosystem").asText());
      List<String> folders = new ArrayList<>();
      update.path("directories").forEach(folder -> folders.add(folder.asText()));
      if (update.has("directory")) {
        folders.add(update.get("directory").asText());
      }
      assertThat(folders)
          .isNotEmpty()
          .allSatisfy(
              folder ->
                  assertThat(Documents.ROOT.resolve("." + folder).resolve(manifest)).exists());
    }
  }

  @ParameterizedTest
  @MethodSource("issueForms")
  void anIssueFormHasWhatGitHubRequires(Path form) throws IOException {
    JsonNode file = parse(Files.readString(form)).get(0);

    assertThat(file.get("name").asText()).isNotBlank();
    assertThat(file.get("description").asText()).isNotBlank();
    List<String> ids = new ArrayList<>();
    for (JsonNode field : file.get("body")) {
      String type = field.get("type").asText();
      assertThat(type).isIn("markdown", "textarea", "input", "dropdown", "checkboxes");
      if (type.equals("markdown")) {
        assertThat(field.at("/attributes/value").asText()).isNotBlank();
        continue;
      }
      assertThat(field.at("/attributes/label").asText()).isNotBlank();
      ids.add(field.get("id").asText());
    }
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  private static Stream<Path> workflows() throws IOException {
    return list(GITHUB.resolve("workflows"));
  }

  private static Stream<Path> issueForms() throws IOException {
    return list(GITHUB.resolve("ISSUE_TEMPLATE")).filter(file -> !file.endsWith("config.yml"));
  }

  private static Stream<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  private static List<JsonNode> parse(String text) throws IOException {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }
}
