package dev.arena.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final Path HOME = Path.of("/home/ann");

  @TempDir Path folder;

  @Test
  void oneProcessAtATimeHoldsAFolderAndTheMessageNamesIt() {
    try (DataDirectory first = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> DataDirectory.open(first.path()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("another ./arena up")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
    }
    DataDirectory.open(folder).close();
  }

  @Test
  void aFolderThatCannotBeCreatedIsReported() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be used for data")
        .hasMessageContaining("--data");
  }

  @Test
  void theDefaultFolderIsInTheUsersCacheFolder() {
    assertThat(DataDirectory.standard(Map.of(), "Linux", HOME))
        .isEqualTo(Path.of("/home/ann/.cache/arena/up"));
    assertThat(DataDirectory.standard(Map.of(), "Mac OS X", HOME))
        .isEqualTo(Path.of("/home/ann/Library/Caches/arena/up"));
    assertThat(DataDirectory.standard(Map.of("XDG_CACHE_HOME", "/fast"), "Linux", HOME))
        .isEqualTo(Path.of("/fast/arena/up"));
  }
}
