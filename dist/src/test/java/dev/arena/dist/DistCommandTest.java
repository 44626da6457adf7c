package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistCommandTest {
  @TempDir Path folder;

  @Test
  void anArchiveThatExistsIsKept() throws Exception {
    Path archive = Files.writeString(folder.resolve("arena.tar.gz"), "an earlier one");
    StringWriter err = new StringWriter();

    int code =
        CommandRunner.run(
            new DistCommand(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "--out=" + archive);

    assertThat(code).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("arena.tar.gz already exists", "add --replace");
    assertThat(archive).hasContent("an earlier one");
  }
}
