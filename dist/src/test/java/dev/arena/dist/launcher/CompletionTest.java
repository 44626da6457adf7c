package dev.arena.dist.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.CommandTree;
import dev.arena.dist.documents.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The script that {@code ./arena completion} prints, run in bash as bash's completion runs it. */
final class CompletionTest {
  private static final Path ARENA = Path.of(System.getProperty("arena.root"), "arena");
  private static final int LIMIT_SECONDS = 120;

  /** A script that answers each typed line with a line of possible continuations. */
  private static final String HARNESS =
      """
      source <("$1" completion)
      while IFS= read -r line; do
        read -r -a COMP_WORDS <<<"$line"
        case "$line" in *' ') COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMPREPLY=()
        _arena
        echo "${COMPREPLY[*]}"
      done
      complete -p arena
      """;

  @TempDir Path folder;

  @Test
  void commandsOptionsAndValuesAreCompleted() throws Exception {
    assertThat(
            completed(
                "./arena de",
                "./arena dlq ",
                "./arena dlq sh",
                "./arena replay --format ",
                "./arena replay --format = j",
                "./arena replay --out ",
                "./arena help dlq re",
                "./arena trian --o",
                "./arena train --cu"))
        .containsExactly(
            "demo", "list show replay", "show", "csv jsonl", "jsonl", "", "replay", "", "--cut");
  }

  @Test
  void everyLauncherCommandIsCompleted() throws Exception {
    assertThat(completed("./arena ").get(0).split(" "))
        .contains("demo", "stream", "train", "test", "dist", "completion", "help", "version");
  }

  @Test
  void everyOptionOfEveryCommandIsCompleted() throws Exception {
    List<CommandLine> commands =
        Programs.all().stream()
            .flatMap(program -> CommandTree.of(program).stream())
            .filter(command -> command.getParent() != null)
            .toList();
    List<String> completed =
        completed(
            commands.stream()
                .map(command -> "./" + command.getCommandSpec().qualifiedName(" ") + " --")
                .toArray(String[]::new));

    assertThat(commands).hasSizeGreaterThan(10);
    for (int i = 0; i < commands.size(); i++) {
      assertThat(completed.get(i).split(" "))
          .as(commands.get(i).getCommandSpec().qualifiedName(" "))
          .containsExactlyInAnyOrderElementsOf(CommandTree.longOptions(commands.get(i)));
    }
  }

  private List<String> completed(String... typed) throws Exception {
    Path harness = Files.writeString(folder.resolve("harness"), HARNESS);
    Path lines = Files.write(folder.resolve("typed"), List.of(typed));
    Path out = folder.resolve("completed");
    Process bash =
        new ProcessBuilder("bash", harness.toString(), ARENA.toString())
            .redirectInput(lines.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("complaints").toFile())
            .start();
    assertThat(bash.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("complaints")).isEmptyFile();
    List<String> answers = new ArrayList<>(Files.readAllLines(out, UTF_8));
    assertThat(answers.remove(answers.size() - 1)).endsWith("-F _arena arena");
    return answers;
  }
}
