package dev.arena.streamer.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bundle that does not fit into the scorer's memory does not end the scorer. */
final class BundleMemoryTest {
  private static final Pattern JVM_OPTION = Pattern.compile("-XX:[A-Za-z0-9+=]+");
  private static final int COUNT = 1_000_000;
  private static final String HEAP_OF_THE_TEST = "-Xmx64m";

  @TempDir private Path folder;

  /** The options that the launcher and the image pass to the JVM of {@code stream}. */
  static Stream<List<String>> flags() throws IOException {
    Path home = Path.of(System.getProperty("arena.home", ".."));
    String launcher =
        Files.readAllLines(home.resolve("arena")).stream()
            .filter(line -> line.matches(" *stream \\| .*fitting=.*"))
            .findFirst()
            .orElseThrow();
    return Stream.of(launcher, Files.readString(home.resolve("deploy/image/arena")))
        .map(text -> JVM_OPTION.matcher(text).results().map(MatchResult::group).toList());
  }

  @ParameterizedTest
  @MethodSource("flags")
  void theOldModelScoresOnWhenTheNewBundleIsTooLarge(List<String> flags) throws Exception {
    assertThat(flags).contains("-XX:+ExitOnOutOfMemoryError");
    Path first = TinyBundle.write(folder.resolve("first"), "1");
    Path manifest = TinyBundle.write(folder.resolve("manifest"), "2");
    try (RandomAccessFile file =
        new RandomAccessFile(manifest.resolve(ModelBundle.MANIFEST).toFile(), "rw")) {
      file.setLength(1_900_000_000);
    }
    Path vocabulary = TinyBundle.write(folder.resolve("vocabulary"), "3");
    replaceTokenizer(vocabulary, "{\"model\":{\"vocab\":{", "\"#\":1", "}}}", COUNT);
    Path objects = TinyBundle.write(folder.resolve("objects"), "4");
    replaceTokenizer(objects, "[", "{}", "]", COUNT);
    Path cut = TinyBundle.write(folder.resolve("cut"), "5");
    replaceTokenizer(cut, "[", "{}", "", COUNT);
    Path good = TinyBundle.write(folder.resolve("good"), "6");

    List<String> said = run(flags, first, manifest, vocabulary, objects, cut, good);

    assertThat(said)
        .filteredOn(line -> line.startsWith("after "))
        .containsExactly(
            "after manifest: tiny@1, 1 refused",
            "after vocabulary: tiny@1, 1 refused",
            "after objects: tiny@1, 1 refused",
            "after cut: tiny@1, 1 refused",
            "after good: tiny@6, 0 refused");
  }

  private List<String> run(List<String> flags, Path... bundles) throws Exception {
    List<String> command = ChildProcess.java(flags.toArray(String[]::new));
    command.addAll(
        List.of(
            HEAP_OF_THE_TEST,
            "-cp",
            System.getProperty("java.class.path"),
            BundleMemoryMain.class.getName()));
    Stream.of(bundles).forEach(bundle -> command.add(bundle.toString()));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(ChildProcess.exitCode(process))
        .as("exit code; log: %s", Files.readString(log))
        .isZero();
    return Files.readAllLines(log);
  }

  /** Also replaces its hash in the manifest, so that the bundle is complete. */
  private static void replaceTokenizer(
      Path bundle, String begin, String element, String end, int count) throws IOException {
    Path tokenizer = bundle.resolve("tokenizer.json");
    String before = Sha256.of(tokenizer);
    try (BufferedWriter out = Files.newBufferedWriter(tokenizer)) {
      out.write(begin);
      for (int i = 0; i < count; i++) {
        out.write(i == 0 ? "" : ",");
        out.write(element.replace("#", Integer.toString(i)));
      }
      out.write(end);
    }
    Path manifest = bundle.resolve(ModelBundle.MANIFEST);
    Files.writeString(manifest, Files.readString(manifest).replace(before, Sha256.of(tokenizer)));
  }
}
