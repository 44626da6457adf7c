package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproducibleArchiveTest {
  @TempDir Path folder;

  @Test
  void timesAndOrderOnTheDiskDoNotChangeTheBytes() throws Exception {
    ArchiveFiles first = new ArchiveFiles();
    first.add("a/one", file("one", "1", 0));
    first.addExecutable("bin/run", file("run", "run", 0));
    ArchiveFiles second = new ArchiveFiles();
    second.addExecutable("bin/run", file("other/run", "run", 3600));
    second.add("a/one", file("other/one", "1", 3600));

    String checksum = ReproducibleArchive.write(folder.resolve("1.tar.gz"), "x-1", first);
    assertThat(ReproducibleArchive.write(folder.resolve("2.tar.gz"), "x-1", second))
        .isEqualTo(checksum);
    assertThat(folder.resolve("1.tar.gz")).hasSameBinaryContentAs(folder.resolve("2.tar.gz"));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void everyFileHasItsFoldersItsModeAndItsChecksum() throws Exception {
    ArchiveFiles files = new ArchiveFiles();
    files.add("a/b/one", "1");
    files.addExecutable("bin/run", file("run", "run", 0));
    Path archive = folder.resolve("x.tar.gz");
    ReproducibleArchive.write(archive, "x-1", files);

    List<String> entries = new ArrayList<>();
    String sums = "";
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.add(entry.getName() + " " + Integer.toOctalString(entry.getMode()));
        sums = new String(tar.readAllBytes());
      }
    }
    assertThat(entries)
        .containsExactly(
            "x-1/ 40755",
            "x-1/a/ 40755",
            "x-1/a/b/ 40755",
            "x-1/a/b/one 100644",
            "x-1/bin/ 40755",
            "x-1/bin/run 100755",
            "x-1/SHA256SUMS 100644");
    assertThat(sums)
        .startsWith("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a/b/one\n");
  }

  @Test
  void twoDifferentLibrariesWithTheSameNameAreRefused() throws Exception {
    ArchiveFiles files = new ArchiveFiles();
    files.add("lib/x.jar", file("x.jar", "1", 0));
    files.add("lib/x.jar", file("same/x.jar", "1", 5));
    assertThat(files.all()).hasSize(1);
    Path other = file("other/x.jar", "2", 0);
    assertThatThrownBy(() -> files.add("lib/x.jar", other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("lib/x.jar would be both")
        .hasMessageContaining(other.toString());
  }

  private Path file(String name, String text, long age) throws Exception {
    Path file = folder.resolve("disk").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
  }
}
