package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A separate process trains, writes a checkpoint after every step, and is killed with SIGKILL. */
class KilledTrainingTest {
  @TempDir Path folder;

  @Test
  void aKilledRunResumesToTheSameWeights() throws Exception {
    long seed = System.nanoTime();
    killAndResume(1 + new Random(seed).nextInt(TinyTuning.STEPS - 1), "seed " + seed);
  }

  @Tag("slow")
  @Test
  void aRunKilledEarlyOrLateResumesToTheSameWeights() throws Exception {
    for (int kill = 1; kill <= TinyTuning.STEPS; kill += 2) {
      killAndResume(kill, "step " + kill);
    }
  }

  /** Exactly where it dies is left to chance: the process keeps running while its line is read. */
  private void killAndResume(int step, String description) throws Exception {
    Map<String, List<Float>> whole =
        TinyTuning.train(folder.resolve("whole"), Duration.ofDays(1), done -> {});
    Path run = folder.resolve("run");
    Process process = start(run);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = ChildProcess.readLine(process, lines);
          line != null;
          line = ChildProcess.readLine(process, lines)) {
        if (line.equals("step " + step)) {
          break;
        }
      }
    }
    ChildProcess.exitCode(process.destroyForcibly());
    assertThat(TinyTuning.resume(run, warning -> {})).as(description).isEqualTo(whole);
    assertThat(TinyTuning.steps(run))
        .as(description)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, TinyTuning.STEPS).boxed().toList());
  }

  private static Process start(Path run) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ChildProcess.java(
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                TinyTuning.class.getName(),
                run.toString()));
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
