package dev.arena.schemas.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir Path folder;

  @Test
  void aMissingFileIsNamedAsSuchHoweverItWasOpened() {
    Path none = folder.resolve("none");
    assertThat(words(() -> Files.readString(none))).isEqualTo("no such file or folder");
    assertThat(words(() -> new RandomAccessFile(none.toFile(), "r")))
        .isEqualTo("no such file or folder");
  }

  @Test
  void aFileWhereAFolderShouldBeIsNamedAsSuch() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(words(() -> Files.createDirectory(file.resolve("x"))))
        .isEqualTo("part of the path is not a folder");
    assertThat(words(() -> Files.createDirectories(file))).isEqualTo(file + " already exists");
    assertThat(words(() -> new FileOutputStream(folder.toFile()))).isEqualTo("it is a folder");
  }

  @Test
  void aFullDiskIsNamedAsSuch() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    assertThat(
            words(
                () -> {
                  try (OutputStream out = new FileOutputStream(full.toFile())) {
                    out.write(1);
                  }
                }))
        .isEqualTo("the disk is full");
    assertThat(FileErrors.describe(new FileSystemException("a", null, "No space left on device")))
        .isEqualTo("the disk is full");
  }

  @Test
  void deniedAccessIsNamedAsSuch() {
    assertThat(FileErrors.describe(new AccessDeniedException("/data/x")))
        .isEqualTo("permission denied");
    assertThat(FileErrors.describe(new IOException("/data/x (Permission denied)")))
        .isEqualTo("permission denied");
    assertThat(FileErrors.describe(new FileSystemException("x", null, "Read-only file system")))
        .isEqualTo("the file system is read-only");
  }

  @Test
  void otherReasonsAreGivenWithoutClassNames() {
    assertThat(FileErrors.describe(new FileNotFoundException("a.csv (Too many open files)")))
        .isEqualTo("Too many open files");
    assertThat(FileErrors.describe(new UncheckedIOException(new EOFException())))
        .isEqualTo("it ends too early");
    assertThat(FileErrors.describe(new MalformedInputException(1)))
        .isEqualTo("it is not UTF-8 text");
    assertThat(FileErrors.describe(new IOException())).isEqualTo("the system gives no reason");
  }

  private static String words(ThrowingCallable doing) {
    return FileErrors.describe(catchThrowableOfType(IOException.class, doing));
  }
}
