package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseEncodersTest {
  @Test
  void theNearestNameIsSuggestedForAMistypedOne() {
    assertRefused(
        "bge-smal",
        "--base is bge-smal, which is not a directory; expected minilm, bge-small, e5-small,"
            + " or a directory with config.json. Did you mean bge-small?");
  }

  @Test
  void aNameFromTheHubIsRefusedBecauseNothingIsFetched() {
    assertRefused("google-bert/bert-base-cased", "Nothing is fetched: download an encoder first");
  }

  @Test
  void aFileIsNotADirectory(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("model.safetensors"));
    assertRefused(file.toString(), "which is a file; expected");
  }

  @Test
  void aTextThatIsNotAPathIsRefused() {
    assertRefused("a\0b", "expected a name or a directory");
  }

  private static void assertRefused(String base, String message) {
    assertThatThrownBy(() -> BaseEncoders.open(base, List.of(), Path.of("")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
