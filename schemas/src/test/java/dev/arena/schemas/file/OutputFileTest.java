package dev.arena.schemas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;
  private Path input = Path.of("");

  @BeforeEach
  void writeInput() throws IOException {
    input = Files.writeString(folder.resolve("in.csv"), "x");
  }

  @Test
  void theInputIsRefusedAsOutputUnderAnyName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), input);
    Path hardLink = Files.createLink(folder.resolve("hard.csv"), input);
    Path roundabout = folder.resolve("../" + folder.getFileName() + "/in.csv");
    for (Path output : List.of(input, link, hardLink, roundabout)) {
      assertThatThrownBy(
              () ->
                  OutputFile.requireNoInput(
                      "--out", output.toString(), List.of("-", input.toString())))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("--out " + output + " is also an input file");
    }
    assertThatCode(
            () ->
                OutputFile.requireNoInput(
                    "--out", folder.resolve("new.csv").toString(), List.of(input.toString())))
        .doesNotThrowAnyException();
  }

  @Test
  void anExistingFileIsReplacedOnlyOnRequest() throws IOException {
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("missing"));
    for (Path file : List.of(input, dangling)) {
      assertThatThrownBy(() -> OutputFile.requireNew(file, false))
          .isInstanceOf(UserException.class)
          .hasMessage(
              file + " already exists; expected a new file. Name another, or add --replace.");
      assertThatCode(() -> OutputFile.requireNew(file, true)).doesNotThrowAnyException();
    }
    OutputFile.requireNew(folder.resolve("new.csv"), false);
    assertThat(folder.resolve("new.csv")).doesNotExist();
  }
}
