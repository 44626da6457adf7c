package dev.arena.schemas.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFileAppearsOnlyWhenItIsComplete() throws IOException {
    Path file = folder.resolve("a.txt");
    try (AtomicFile writing = AtomicFile.create(file)) {
      writing.stream().write("whole".getBytes(UTF_8));
      assertThat(file).doesNotExist();
      writing.complete();
    }
    assertThat(file).hasContent("whole");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aFileThatIsNotCompletedLeavesTheOldOneAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    try (AtomicFile writing = AtomicFile.create(file)) {
      writing.stream().write("new".getBytes(UTF_8));
    }
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void anInterruptDoesNotStopTheWrite() throws IOException {
    Path file = folder.resolve("a.txt");
    Thread.currentThread().interrupt();
    AtomicFile.write(file, "whole".getBytes(UTF_8));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("whole");
  }

  @Test
  void aLinkInTheFilesPlaceIsReplacedAndItsTargetIsUnchanged() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), "precious");
    Path file = Files.createSymbolicLink(folder.resolve("a.txt"), other);
    AtomicFile.write(file, "new".getBytes(UTF_8));
    assertThat(other).hasContent("precious");
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(file).hasContent("new");
  }

  @Test
  void aLinkThatWasWrittenElsewhereIsNotMoved() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("part"), other);
    assertThatThrownBy(() -> AtomicFile.move(link, folder.resolve("a.txt")))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("a.txt")).doesNotExist();
  }

  /** Runs a JVM whose files may be at most 4 KB each, as on a full disk. */
  @Test
  void aFullDiskLeavesNothingBehind() throws Exception {
    assumeTrue(hasPrlimit(), "prlimit is missing; expected it to limit the size of files");
    Process writing =
        new ProcessBuilder(
                "prlimit",
                "--fsize=4096",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:off",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Writes.class.getName(),
                folder.resolve("a.txt").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      assertThat(writing.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      writing.destroyForcibly();
    }
    assertThat(folder.resolve("log")).content().contains("File too large");
    assertThat(folder.toFile().list()).containsExactly("log");
  }

  private static boolean hasPrlimit() {
    return Files.isExecutable(Path.of("/usr/bin/prlimit"));
  }

  /** A program that writes more than there is room for. */
  static final class Writes {
    public static void main(String[] arguments) {
      try {
        AtomicFile.write(Path.of(arguments[0]), new byte[10_000]);
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
