package dev.arena.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
  @TempDir Path directory;

  @Test
  void anOlderBundleIsReplacedAndNothingIsLeftBeside() throws IOException {
    Path out = directory.resolve("out");
    TinyBundle.write(out);
    TinyBundle.write(out);
    assertThat(ModelBundle.load(out).manifest().name()).isEqualTo("tiny");
    assertThat(namesIn(directory)).containsExactly("out");
  }

  @Test
  void twoBundlesOfTheSameModelAreEqualByteForByte() throws IOException {
    Path one = TinyBundle.write(directory.resolve("one"));
    Path other = TinyBundle.write(directory.resolve("other"));
    for (String name : namesIn(one)) {
      assertThat(other.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
    }
  }

  @Test
  void aDirectoryWithOtherThingsIsNotTouched() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "ten years of work");
    assertThatThrownBy(() -> BundleWriter.create(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("exists and is not a bundle");
    assertThat(namesIn(directory)).containsExactly("thesis.txt");
  }

  @Test
  void anUnfinishedBundleLeavesNothing() throws IOException {
    try (BundleWriter writer = BundleWriter.create(directory.resolve("deep/out"))) {
      Files.writeString(writer.path("head.onnx"), "half");
    }
    assertThat(namesIn(directory.resolve("deep"))).isEmpty();
  }

  @Test
  void aBundleWithoutGoldenPairsIsNotFinished() {
    Path tiny = TinyBundle.write(directory.resolve("tiny"));
    BundleManifest manifest = ModelBundle.load(tiny).manifest().withGolden(List.of());
    try (BundleWriter writer = BundleWriter.create(directory.resolve("out"))) {
      assertThatThrownBy(() -> writer.finish(manifest))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("golden pairs");
    }
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
