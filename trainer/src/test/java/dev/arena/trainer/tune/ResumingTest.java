package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Duel;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every test compares with a fine-tuning of 12 steps that nothing interrupted. */
class ResumingTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 1, 2, 16, 24, 2, 1e-12f);
  private static final Recipe RECIPE =
      Recipes.read(
          "default", Map.of("epochs", "2", "batch", "4", "learning-rate", "0.01", "seed", "5"));
  private static final int STEPS = 12;
  private static final Duration NEVER = Duration.ofDays(1);
  private static final List<Duel> PAIRS = duels(23, 1);
  private static final List<Duel> HELD_OUT = duels(9, 2);

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
  void whatCameAfterTheLastCheckpointIsDoneOnceMore() throws IOException {
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
    assertThat(warnings).singleElement().asString().contains("last is damaged: optimizer");
  }

  @Test
  void whereEveryCheckpointIsDamagedThePersonIsToldWhatToDo() throws IOException {
    Path run = folder.resolve("run");
    crash(run, Duration.ZERO, 5);
    damage(run.resolve("checkpoints/last/model.safetensors"));
    Files.writeString(run.resolve("checkpoints/best/state.json"), "{\"format\":1,");
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("model.safetensors is not what state.json says")
        .hasMessageContaining("state.json is cut short")
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
  void anUnfinishedTrainingIsNotThrownAwayByMistake() throws IOException {
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
  void twoTrainingsDoNotShareAFolder() {
    try (RunDirectory directory = RunDirectory.open(folder, Clock.systemUTC())) {
      assertThatThrownBy(() -> RunDirectory.open(directory.path(), Clock.systemUTC()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("another training");
    }
  }

  private void crash(Path run, Duration every, int stop) {
    assertThatThrownBy(
            () ->
                train(
                    run,
                    every,
                    step -> {
                      if (step == stop) {
                        throw new IllegalStateException("crash");
                      }
                    }))
        .hasMessage("crash");
  }

  private static Consumer<Integer> interruptAt(int stop) {
    return step -> {
      if (step == stop) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private Map<String, List<Float>> train(Path run, Duration every, Consumer<Integer> afterStep) {
    try (RunDirectory directory = RunDirectory.open(run, Clock.systemUTC())) {
      ObjectNode record = new JsonMapper().createObjectNode();
      directory.begin(record);
      return finish(directory, every, afterStep, null);
    }
  }

  private Map<String, List<Float>> resume(Path run) {
    try (RunDirectory directory = RunDirectory.open(run, Clock.systemUTC())) {
      Checkpoint checkpoint = directory.resume(warnings::add);
      assertThat(checkpoint).isNotNull();
      return finish(directory, NEVER, step -> {}, checkpoint);
    }
  }

  private static Map<String, List<Float>> finish(
      RunDirectory directory,
      Duration every,
      Consumer<Integer> afterStep,
      @Nullable Checkpoint checkpoint) {
    Journal journal = new Interrupting(directory.journal(every), afterStep);
    try (PreferenceNetwork network = new PreferenceNetwork(Weights.random(SIZES, new Random(1)));
        FineTuning tuning = new FineTuning(network, PAIRS, HELD_OUT, RECIPE, journal)) {
      if (checkpoint == null) {
        tuning.begin();
      } else {
        tuning.resume(checkpoint, () -> directory.best(checkpoint.state().bestStep()));
      }
      for (int epoch = tuning.nextEpoch(); epoch <= RECIPE.optimisation().epochs(); epoch++) {
        tuning.epoch(epoch);
      }
      Map<String, List<Float>> all = values("last ", network);
      tuning.restoreBest();
      all.putAll(values("best ", network));
      return all;
    }
  }

  private static Map<String, List<Float>> values(String prefix, PreferenceNetwork network) {
    Map<String, List<Float>> values = new TreeMap<>();
    network
        .tensors()
        .forEach(
            (name, tensor) -> {
              List<Float> numbers = new ArrayList<>();
              for (float value : tensor.values().get()) {
                numbers.add(value);
              }
              values.put(prefix + name, numbers);
            });
    return values;
  }

  private static void damage(Path file) throws IOException {
    Files.writeString(file, "x", StandardOpenOption.APPEND);
  }

  private static List<Integer> allSteps() {
    return IntStream.rangeClosed(1, STEPS).boxed().toList();
  }

  private static List<Integer> steps(Path run) throws IOException {
    return lines(run, "step").stream().map(line -> line.get("step").intValue()).toList();
  }

  private static List<String> evaluations(Path run) throws IOException {
    return lines(run, "evaluation").stream()
        .map(line -> line.get("step") + " " + line.get("held_out_loss") + " " + line.get("best"))
        .toList();
  }

  private static List<JsonNode> lines(Path run, String event) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
      JsonNode node = new JsonMapper().readTree(line);
      if (node.get("event").textValue().equals(event)) {
        lines.add(node);
      }
    }
    return lines;
  }

  private static List<Duel> duels(int count, long seed) {
    Random random = new Random(seed);
    List<Duel> duels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      duels.add(new Duel(sequence(random), sequence(random), random.nextGaussian() / 10));
    }
    return duels;
  }

  private static Sequence sequence(Random random) {
    return new Sequence(random.ints(2 + random.nextInt(10), 0, 30).toArray(), 1);
  }

  /** A crash or Ctrl-C after a step, once the journal has it. */
  private record Interrupting(Journal journal, Consumer<Integer> afterStep) implements Journal {
    @Override
    public void stepped(FineTuning tuning, StepFigures figures) {
      journal.stepped(tuning, figures);
      afterStep.accept(figures.step());
    }

    @Override
    public void evaluated(FineTuning tuning, FineTuning.Point point, boolean best) {
      journal.evaluated(tuning, point, best);
    }

    @Override
    public void rested(FineTuning tuning, Rest rest) {
      journal.rested(tuning, rest);
    }
  }
}
