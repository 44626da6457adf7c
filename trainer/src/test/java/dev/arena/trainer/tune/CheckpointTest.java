package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @Property(tries = 30)
  void theStateOfAFineTuningRunSurvivesWritingAndReading(@ForAll("states") Checkpoint.State state)
      throws IOException {
    Path directory = Files.createTempDirectory("checkpoint");
    try {
      Checkpoint.write(directory, new Checkpoint.Snapshot(state, Map.of(), Map.of()), 77);
      Checkpoint read = Checkpoint.read(directory);
      assertThat(read.state()).isEqualTo(state);
      assertThat(read.logBytes()).isEqualTo(77);
    } finally {
      Checkpoints.delete(directory);
    }
  }

  @Provide
  Arbitrary<Checkpoint.State> states() {
    Arbitrary<Integer> steps = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<Double> losses =
        Arbitraries.oneOf(
            Arbitraries.doubles(), Arbitraries.of(Double.NaN, Double.MIN_VALUE, 0.1 + 0.2, -0.0));
    Arbitrary<List<Checkpoint.Point>> points =
        Combinators.combine(steps, losses).as(Checkpoint.Point::new).list().ofMaxSize(5);
    return Combinators.combine(steps, steps, steps, losses, steps, losses, points)
        .as(Checkpoint.State::new);
  }

  @Test
  void aFullDiskLeavesThePreviousCheckpoint(@TempDir Path folder) {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.write(snapshot(1, Tensor.of(new float[] {1}, 1)), 0);
    Tensor full =
        new Tensor(
            new long[] {1},
            () -> {
              throw new UserException("No space left on device");
            });
    assertThatThrownBy(() -> checkpoints.write(snapshot(2, full), 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the checkpoint of step 2 was not written: No space left")
        .hasMessageContaining("The previous checkpoint is kept in " + folder.resolve("last"));
    assertThat(Checkpoint.read(folder.resolve("last")).state().step()).isEqualTo(1);
    assertThat(folder.resolve(".last.new")).doesNotExist();
  }

  @Test
  void aWeightThatIsNotANumberIsNeverWritten(@TempDir Path folder) {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.write(snapshot(1, Tensor.of(new float[] {1}, 1)), 0);
    assertThatThrownBy(
            () -> checkpoints.write(snapshot(2, Tensor.of(new float[] {Float.NaN}, 1)), 0))
        .hasMessageContaining("w holds NaN after this step")
        .hasMessageContaining("lower --learning-rate");
    assertThat(Checkpoint.read(folder.resolve("last")).state().step()).isEqualTo(1);
  }

  @Property(tries = 100)
  void aFlippedBitIsNoticed(@ForAll Random random) throws IOException {
    Path directory = Files.createTempDirectory("checkpoint");
    try {
      Checkpoint.Snapshot snapshot = snapshot(3, Tensor.of(new float[] {1, 2}, 2));
      Checkpoint.write(directory, snapshot, 77);
      List<String> names = List.of("state.json", "model.safetensors", "optimizer.safetensors");
      Path file = directory.resolve(names.get(random.nextInt(3)));
      byte[] bytes = Files.readAllBytes(file);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bytes);
      assertThatThrownBy(() -> Checkpoint.read(directory))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(directory.toString());
    } finally {
      Checkpoints.delete(directory);
    }
  }

  @Test
  void aStateThatSaysTooLittleOrTooMuchIsRefused(@TempDir Path folder) throws IOException {
    Checkpoint.write(folder, snapshot(3, Tensor.of(new float[] {1}, 1)), 77);
    Path file = folder.resolve("state.json");
    String state = Files.readString(file);
    for (String changed :
        List.of(
            "{}",
            "null",
            state.replace("\"steps\" : 9,", ""),
            state.replace("\"steps\" : 9", "\"steps\" : 9, \"stairs\" : 9"),
            state.replace("\"steps\" : 9", "\"steps\" : \"nine\""),
            state.replaceAll("(?s)\"sha256\" : .*", "\"sha256\" : { } }"))) {
      assertThat(changed).isNotEqualTo(state);
      Files.writeString(file, changed);
      assertThatThrownBy(() -> Checkpoint.read(folder))
          .as(changed)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the checkpoint %s is damaged: state.json".formatted(folder));
    }
  }

  @Test
  void aFolderThatIsNotACheckpointIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no state.json; expected a checkpoint");
  }

  @Test
  void aLogThatCannotBeWrittenStopsTraining(@TempDir Path folder) throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    TieFreePair pair =
        new TieFreePair(
            new Sequence(new int[] {1, 2}, 1), new Sequence(new int[] {1, 3}, 1), 0, 1, 1);
    BertSizes sizes = new BertSizes(30, 8, 1, 2, 16, 24, 2, 1e-12f);
    Recipe recipe = Recipes.read("quick", Map.of());
    try (TrainingLog log = new TrainingLog(full, Clock.systemUTC());
        PreferenceNetwork network = new PreferenceNetwork(RandomWeights.of(sizes, new Random(1)));
        FineTuning tuning =
            new FineTuning(
                network,
                List.of(pair),
                List.of(),
                recipe,
                new RunJournal(log, new Checkpoints(folder), Duration.ofDays(1), () -> 0))) {
      assertThatThrownBy(tuning::begin)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("/dev/full cannot be written (the disk is full)")
          .hasMessageContaining("no previous checkpoint");
    }
  }

  private static Checkpoint.Snapshot snapshot(int step, Tensor weight) {
    Checkpoint.State state = new Checkpoint.State(step, 9, step, 0.7, step, 0.6, List.of());
    return new Checkpoint.Snapshot(state, Map.of("w", weight), Map.of("mean.w", weight));
  }
}
