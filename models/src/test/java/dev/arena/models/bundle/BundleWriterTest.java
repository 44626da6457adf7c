package dev.arena.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
  @TempDir Path directory;

  @Test
  void anOlderBundleIsReplacedAndNothingIsLeftBesideIt() throws IOException {
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
  void aDirectoryWithOtherContentsIsNotTouched() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "ten years of work");
    assertThatThrownBy(() -> BundleWriter.create(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("exists and is not a bundle");
    assertThat(namesIn(directory)).containsExactly("thesis.txt");
  }

  @Test
  void aBundleThatContainsAUsersFileIsNotTouchedAndTheFileIsNamed() throws IOException {
    Path out = TinyBundle.write(directory.resolve("out"));
    Files.writeString(out.resolve("thesis.txt"), "ten years of work");
    assertThatThrownBy(() -> BundleWriter.create(out))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds thesis.txt, which does not belong to a bundle");
    assertThat(out.resolve("thesis.txt")).hasContent("ten years of work");
  }

  @Test
  void aFolderNamedLikeAFileOfTheBundleIsNotTouched() throws IOException {
    Path out = TinyBundle.write(directory.resolve("out"));
    Files.delete(out.resolve("head.onnx"));
    Files.createDirectory(out.resolve("head.onnx"));
    assertThatThrownBy(() -> BundleWriter.create(out))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds head.onnx");
  }

  @Test
  void aBundleJsonAloneDoesNotMakeAFolderABundle() throws IOException {
    Files.writeString(directory.resolve("bundle.json"), "{\"name\": \"of my web page\"}");
    assertThatThrownBy(() -> BundleWriter.create(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not a bundle that this Arena knows");
    assertThat(namesIn(directory)).containsExactly("bundle.json");
  }

  @Test
  void filesThatAppearInAnOlderBundleMeanwhileAreKept() throws IOException {
    Path out = TinyBundle.write(directory.resolve("out"));
    BundleManifest manifest = ModelBundle.load(out).manifest();
    try (BundleWriter writer = BundleWriter.create(out)) {
      for (String name : namesIn(out)) {
        Files.copy(out.resolve(name), writer.path(name), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(out.resolve("thesis.txt"), "ten years of work");
      writer.finish(manifest);
    }
    assertThat(ModelBundle.load(out).manifest()).isEqualTo(manifest);
    List<String> names = namesIn(directory);
    assertThat(names).hasSize(2).last().isEqualTo("out");
    assertThat(namesIn(directory.resolve(names.get(0)))).containsExactly("thesis.txt");
  }

  @Test
  void anUnfinishedBundleLeavesNothingBehind() throws IOException {
    try (BundleWriter writer = BundleWriter.create(directory.resolve("deep/out"))) {
      Files.writeString(writer.path("head.onnx"), "half");
    }
    assertThat(directory).isEmptyDirectory();
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
