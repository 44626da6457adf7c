package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Most tests compare their result with that of an uninterrupted fine-tuning run of 12 steps. */
class ResumingTest {
  private static final int STEPS = TinyTuning.STEPS;
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void resumingFromACheckpointGivesTheSameWeights() throws IOException {
    Map<String, List<Float>> whole = train(folder.resolve("whole"), NEVER, step -> {});
    // evaluations come after steps 2, 4 and 6 of an epoch of 6
    for (int stop : new int[] {1, 2, 6, 9, STEPS}) {
      Path run = folder.resolve("run" + stop);
      crash(run, Duration.ZERO, stop);
      assertThat(resume(run)).as("stopped after step %d", stop).isEqualTo(whole);
      assertThat(steps(run)).containsExactlyElementsOf(allSteps());
    }
  }

  @Test
  void aMovingAverageIsResumedAndExportedWithACheckpoint() throws IOException {
    Recipe recipe = TinyTuning.recipe(Map.of("average", "0.9", "dropout", "0.1", "keep", "last"));
    Map<String, List<Float>> whole =
        TinyTuning.train(folder.resolve("whole"), recipe, NEVER, step -> {});
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> TinyTuning.train(run, recipe, Duration.ZERO, crashAt(5)))
        .hasMessage("crash");
    assertThat(TinyTuning.resume(run, recipe, warnings::add)).isEqualTo(whole);
    Map<String, List<Float>> averaged =
        TinyTuning.averaged(run.resolve("checkpoints/best"), recipe);
    assertThat(whole).containsAllEntriesOf(averaged);
    assertThat(whole.get("best scoring_vector")).isNotEqualTo(whole.get("last scoring_vector"));
  }

  @Test
  void stepsAfterTheLastCheckpointAreRepeated() throws IOException {
    Map<String, List<Float>> whole = train(folder.resolve("whole"), NEVER, step -> {});
    for (int stop : new int[] {1, 5, 7}) {
      Path run = folder.resolve("run" + stop);
      crash(run, NEVER, stop);
      assertThat(resume(run)).as("stopped after step %d", stop).isEqualTo(whole);
      assertThat(steps(run)).containsExactlyElementsOf(allSteps());
      assertThat(evaluations(run)).isEqualTo(evaluations(folder.resolve("whole")));
    }
  }

  @Test
  void ctrlCFinishesTheStepAndKeepsIt() throws IOException {
    Map<String, List<Float>> whole = train(folder.resolve("whole"), NEVER, step -> {});
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> train(run, NEVER, interruptAt(3)))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Checkpoint.read(run.resolve("checkpoints/last")).state().step()).isEqualTo(3);
    assertThat(resume(run)).isEqualTo(whole);
    assertThat(steps(run)).containsExactlyElementsOf(allSteps());
  }

  @Test
  void aDamagedLastCheckpointGivesWayToTheBest() throws IOException {
    Map<String, List<Float>> whole = train(folder.resolve("whole"), NEVER, step -> {});
    Path run = folder.resolve("run");
    crash(run, Duration.ZERO, 9);
    damage(run.resolve("checkpoints/last/optimizer.safetensors"));
    assertThat(resume(run)).isEqualTo(whole);
    assertThat(steps(run)).containsExactlyElementsOf(allSteps());
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("last is damaged: optimizer")
        .contains("Resuming from " + run.resolve("checkpoints/best at step"))
        .contains("which is intact");
  }

  @Test
  void aCheckpointWithoutOneOfItsFilesGivesWayToTheBest() throws IOException {
    for (String file : List.of("state.json", "model.safetensors", "optimizer.safetensors", "")) {
      Path run = folder.resolve("without " + file);
      crash(run, Duration.ZERO, 9);
      Checkpoints.delete(run.resolve("checkpoints/last").resolve(file));
      Checkpoint newest = RunDirectory.newest(run, warnings::add);
      assertThat(newest).isNotNull();
      assertThat(newest.directory()).isEqualTo(run.resolve("checkpoints/best"));
      assertThat(warnings.remove(0)).contains("checkpoints/last", file, "Resuming from");
    }
  }

  @Test
  void ifTheBestWeightsAreLostTheLastOnesCanBeExported() throws IOException {
    Path run = folder.resolve("run");
    int stop = 1;
    do { // until the best weights are not the last ones
      Checkpoints.delete(run);
      crash(run, Duration.ZERO, stop++);
    } while (isBest(run.resolve("checkpoints/last")));
    damage(run.resolve("checkpoints/best/model.safetensors"));
    assertThatThrownBy(() -> RunDirectory.newest(run, warnings::add))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("last at step " + (stop - 1) + " of 12 is intact, but needs the best")
        .hasMessageContaining("./arena export --checkpoint " + run.resolve("checkpoints/last"))
        .hasMessageContaining("best is damaged: model.safetensors")
        .hasMessageContaining("--start-over");
  }

  private static boolean isBest(Path checkpoint) {
    Checkpoint.State state = Checkpoint.read(checkpoint).state();
    return state.bestStep() == state.step();
  }

  @Test
  void aRecordThatIsNotJsonIsNamed() throws IOException {
    Path record = folder.resolve("run.json");
    Map<String, String> texts =
        Map.of(
            "", "is not a JSON object",
            "[]", "is not a JSON object",
            "{\"format\" : 1,\n", "is truncated or not JSON (line 2)",
            "{} {}", "does not hold what a training run writes",
            "{\"a\": 1, \"a\": 2}", "is truncated or not JSON (line 1)");
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(record, text.getKey());
      assertThatThrownBy(() -> RunDirectory.record(folder))
          .as(text.getKey())
          .isInstanceOf(UserException.class)
          .hasMessageContaining(record + " " + text.getValue())
          .hasMessageContaining("--start-over");
    }
  }

  @Test
  void ifEveryCheckpointIsDamagedTheMessageSaysWhatToDo() throws IOException {
    Path run = folder.resolve("run");
    crash(run, Duration.ZERO, 5);
    damage(run.resolve("checkpoints/last/model.safetensors"));
    Files.writeString(run.resolve("checkpoints/best/state.json"), "{\"format\":1,");
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("model.safetensors does not match its hash in state.json")
        .hasMessageContaining("state.json is truncated")
        .hasMessageContaining("--start-over");
  }

  @Test
  void aCrashWhileACheckpointIsReplacedLosesNothing() throws IOException {
    Map<String, List<Float>> whole = train(folder.resolve("whole"), NEVER, step -> {});
    Path run = folder.resolve("run");
    crash(run, Duration.ZERO, 4);
    Path checkpoints = run.resolve("checkpoints");
    Files.move(checkpoints.resolve("last"), checkpoints.resolve(".last.old"));
    Files.createDirectory(checkpoints.resolve(".last.new"));
    Files.writeString(checkpoints.resolve(".last.new/model.safetensors"), "half");
    assertThat(resume(run)).isEqualTo(whole);
    assertThat(checkpoints.resolve(".last.new")).doesNotExist();
  }

  @Test
  void anUnfinishedRunIsNotThrownAwayByMistake() throws IOException {
    Path run = folder.resolve("run");
    crash(run, Duration.ZERO, 5);
    try (RunDirectory directory = RunDirectory.open(run, Clock.systemUTC())) {
      assertThatThrownBy(() -> directory.requireNothingToLose("./arena train --resume"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("at step 5 of 12")
          .hasMessageContaining("./arena train --resume")
          .hasMessageContaining("--start-over");
      directory.finish();
      directory.requireNothingToLose("./arena train --resume");
    }
  }

  @Test
  void aFolderWithCheckpointsFromAnotherProgramIsLeftAlone() throws IOException {
    Path foreign = Files.createDirectories(folder.resolve("checkpoints")).resolve("theirs.pt");
    Files.writeString(foreign, "weights");
    assertThatThrownBy(() -> train(folder, NEVER, step -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("checkpoints")
        .hasMessageContaining("no run.json")
        .hasMessageContaining("--work");
    assertThat(foreign).hasContent("weights");
  }

  @Test
  void twoRunsDoNotShareAFolder() {
    try (RunDirectory directory = RunDirectory.open(folder, Clock.systemUTC())) {
      assertThatThrownBy(() -> RunDirectory.open(directory.path(), Clock.systemUTC()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("another training run");
    }
  }

  private void crash(Path run, Duration every, int stop) {
    assertThatThrownBy(() -> train(run, every, crashAt(stop))).hasMessage("crash");
  }

  private static Consumer<Integer> crashAt(int stop) {
    return step -> {
      if (step == stop) {
        throw new IllegalStateException("crash");
      }
    };
  }

  private static Consumer<Integer> interruptAt(int stop) {
    return step -> {
      if (step == stop) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private Map<String, List<Float>> train(Path run, Duration every, Consumer<Integer> afterStep) {
    return TinyTuning.train(run, every, afterStep);
  }

  private Map<String, List<Float>> resume(Path run) {
    return TinyTuning.resume(run, warnings::add);
  }

  private static void damage(Path file) throws IOException {
    Files.writeString(file, "x", StandardOpenOption.APPEND);
  }

  private static List<Integer> allSteps() {
    return IntStream.rangeClosed(1, STEPS).boxed().toList();
  }

  private static List<Integer> steps(Path run) throws IOException {
    return TinyTuning.steps(run);
  }

  private static List<String> evaluations(Path run) throws IOException {
    return TinyTuning.lines(run, "evaluation").stream()
        .map(line -> line.get("step") + " " + line.get("held_out_loss") + " " + line.get("best"))
        .toList();
  }
}
