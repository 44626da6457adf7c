package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Document.Code;
import dev.arena.cli.documents.DocumentedCommands;
import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Command lines in the documents. */
@Tag("docs")
final class CommandLinesTest {
  @Test
  void everyArenaCommandLineWouldBeAccepted() throws IOException {
    List<DocumentedCommands.Line> lines = DocumentedCommands.all();

    assertThat(lines).hasSizeGreaterThan(100);
    for (Class<?> program : Programs.all()) {
      assertThat(DocumentedCommands.mistakes(program, lines)).isEmpty();
    }
  }

  @Test
  void everyCommandIsOneOfTheLaunchers() throws IOException {
    Set<String> known = new TreeSet<>(Set.of("test", "help"));
    Pattern.compile("(?m)^(?:COMMANDS=')?([a-z]+)\\|[a-z]*\\|")
        .matcher(Files.readString(Documents.ROOT.resolve("arena")))
        .results()
        .forEach(command -> known.add(command.group(1)));

    assertThat(known).contains("demo", "train", "stream");
    assertThat(DocumentedCommands.all())
        .filteredOn(line -> !line.words().isEmpty())
        .filteredOn(line -> line.words().get(0).matches("[a-z].*"))
        .filteredOn(line -> !known.contains(line.words().get(0)))
        .isEmpty();
  }

  @Test
  void everyDockerComposeLineNamesServicesAndProfilesThatExist() throws IOException {
    ComposeFile compose =
        ComposeFile.of(Files.readString(Documents.ROOT.resolve("docker-compose.yml"), UTF_8));
    List<Code> lines =
        Documents.ofToday().stream()
            .flatMap(document -> document.code().stream())
            .filter(code -> code.text().contains("docker compose "))
            .toList();

    assertThat(lines).hasSizeGreaterThan(5);
    assertThat(lines)
        .flatMap(code -> compose.mistakes(code.text()).stream().map(code.place()::concat).toList())
        .isEmpty();
  }

  @Test
  void aDockerComposeLineWithAnUnknownServiceOrProfileIsFound() {
    ComposeFile compose =
        ComposeFile.of(
            """
            services:
              one:
                image: x
              two: &two
                profiles: [a, b]
            volumes:
              three:
            """);

    assertThat(compose.mistakes("X=1 docker compose --profile b up --wait --scale one=3"))
        .isEmpty();
    assertThat(compose.mistakes("docker compose run --rm two three")).isEmpty();
    assertThat(compose.mistakes("docker compose --profile c up")).hasSize(1);
    assertThat(compose.mistakes("docker compose logs three")).hasSize(1);
    assertThat(compose.mistakes("docker compose up --scale three=0")).hasSize(1);
    assertThat(compose.mistakes("docker compose upp")).hasSize(1);
  }
}
