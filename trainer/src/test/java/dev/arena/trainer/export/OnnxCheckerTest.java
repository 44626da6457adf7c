package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.trainer.recipe.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs ONNX's own checker on the graphs; needs a Python that has the package onnx. */
@Tag("slow")
class OnnxCheckerTest {
  private static final String PYTHON = System.getenv().getOrDefault("ARENA_PYTHON", "python3");

  @TempDir Path folder;

  @Test
  void theOnnxCheckerAcceptsEveryGraph() throws Exception {
    assumeThat(python("import onnx").code())
        .as("%s has the package onnx (or name another Python in ARENA_PYTHON)", PYTHON)
        .isZero();
    List<String> files = new ArrayList<>();
    files.add(write("head", HeadGraph.write(TinyModel.head(1))));
    for (Precision precision : Precision.values()) {
      for (Operators operators : Operators.values()) {
        files.add(
            write(
                precision.text() + "-" + operators.text(),
                EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, precision, operators)));
      }
    }
    Ended ended =
        python(
            "import onnx, sys\n"
                + "for file in sys.argv[1:]:\n"
                + "    onnx.checker.check_model(file, full_check=True)\n"
                + "    print('accepted', file)\n",
            files.toArray(String[]::new));
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).contains(files);
  }

  private String write(String name, byte[] graph) throws IOException {
    return Files.write(folder.resolve(name + ".onnx"), graph).toString();
  }

  private record Ended(int code, String said) {}

  private static Ended python(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON, "-c", program));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Ended(127, e.toString());
    }
    String said = ChildProcess.output(process);
    return new Ended(process.exitValue(), said);
  }
}
