package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code src/test/python/bert_reference.py}, run by the Python that {@code ARENA_PYTHON} names, or
 * {@code python3}.
 */
final class PythonReference {
  /** The checkout. */
  static final Path ROOT = Path.of(System.getProperty("arena.root", ".."));

  private static final Path SCRIPT = ROOT.resolve("trainer/src/test/python/bert_reference.py");
  private static final long PATIENCE_MINUTES = 15;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path folder;

  /**
   * @param folder for its files
   */
  PythonReference(Path folder) {
    this.folder = folder;
  }

  private static String python() {
    return Optional.ofNullable(System.getenv("ARENA_PYTHON")).orElse("python3");
  }

  /** Skips the test if that Python has no transformers. */
  void assumeThere() throws IOException, InterruptedException {
    boolean there;
    try {
      there = run("/dev/null", "-c", "import torch, transformers, safetensors") == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(
        there,
        python()
            + " lacks torch, transformers or safetensors; name a Python that has them in"
            + " ARENA_PYTHON");
  }

  /** What transformers makes of texts with the encoder in a directory. */
  List<ReferenceResult> results(Path directory, List<List<String>> texts)
      throws IOException, InterruptedException {
    Path input = folder.resolve("texts.json");
    MAPPER.writeValue(input.toFile(), texts);
    int exit = run(input.toString(), SCRIPT.toString(), directory.toString());
    assertThat(exit).as(Files.readString(folder.resolve("errors.txt"))).isZero();
    JsonNode found = MAPPER.readTree(folder.resolve("results.json").toFile());
    List<ReferenceResult> results = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      results.add(ReferenceResult.of(texts.get(i), found.get(i)));
    }
    return results;
  }

  private int run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("HF_HUB_OFFLINE", "1");
    Process process =
        builder
            .redirectInput(Path.of(input).toFile())
            .redirectOutput(folder.resolve("results.json").toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " has not finished after a quarter of an hour");
    }
    return process.exitValue();
  }
}
