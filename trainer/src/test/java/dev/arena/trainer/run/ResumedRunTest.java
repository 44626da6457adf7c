package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.export.EncoderChoice;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.run.TrainingOptions.RunSettings;
import dev.arena.trainer.tune.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedRunTest {
  private static final List<String> GRAPHS =
      List.of("encoder.fp32.onnx", "encoder.int8.onnx", "head.onnx");

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();
  private Path withTies = Path.of("");
  private Path tieFree = Path.of("");
  private String epochs = "2";
  private Map<String, String> pruning = Map.of();
  private @Nullable DeviceChoice device;
  private BaseEncoder base;

  @BeforeEach
  void writeVotes() throws IOException {
    TinyStart start = TinyStart.write(folder);
    withTies = start.withTies();
    tieFree = start.tieFree();
    base = start.base();
  }

  @Test
  void aStoppedRunResumesToTheSameBundle() throws IOException {
    train("whole", RunSettings.Start.NEW);
    PrintWriter stopping =
        new PrintWriter(said) {
          @Override
          public void println(String line) {
            if (line.startsWith("the encoder trains on")) {
              Thread.currentThread().interrupt();
            }
          }
        };
    assertThatThrownBy(
            () -> new TrainingRun(options("mine", RunSettings.Start.NEW), stopping).run(base))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.resolve("mine")).doesNotExist();
    train("mine", RunSettings.Start.RESUME);
    assertThat(said.toString()).contains("stopped before its first checkpoint, so it starts over");
    assertSameGraphs("whole", "mine");
  }

  @Test
  void aRunThatEndedAfterFineTuningWritesTheSameBundle() throws IOException {
    train("mine", RunSettings.Start.NEW);
    Files.move(folder.resolve("mine"), folder.resolve("before"));
    train("mine", RunSettings.Start.RESUME);
    assertSameGraphs("before", "mine");
    assertThat(folder.resolve("mine.training/checkpoints/best/optimizer.safetensors"))
        .doesNotExist();
  }

  @Test
  void theBestCheckpointExportsToTheSameGraphs() throws IOException {
    train("mine", RunSettings.Start.NEW);
    TrainingOptions trained = options("again", RunSettings.Start.NEW);
    TrainingOptions options =
        trained.exported(
            trained.encoders(), folder.resolve("mine.training"), null, "./arena export");
    Checkpoint best = Checkpoint.read(folder.resolve("mine.training/checkpoints/best"));
    new TrainingRun(options, new PrintWriter(said)).export(base, best);
    assertSameGraphs("mine", "again");
    assertThat(folder.resolve("again.training")).doesNotExist();
  }

  @Test
  void aPrunedEncoderResumesAndExportsToTheSameGraphs() throws IOException {
    pruning = Map.of("heads", "1", "feed-forward", "16");
    train("mine", RunSettings.Start.NEW);
    Files.move(folder.resolve("mine"), folder.resolve("before"));
    train("mine", RunSettings.Start.RESUME);
    assertSameGraphs("before", "mine");
    pruning = Map.of();
    train("whole", RunSettings.Start.NEW);
    assertThat(Files.size(folder.resolve("mine/encoder.fp32.onnx")))
        .isLessThan(Files.size(folder.resolve("whole/encoder.fp32.onnx")));
  }

  @Test
  void moreHeadsThanTheEncoderHasAreRefusedBeforeTheRunBegins() {
    pruning = Map.of("heads", "3");
    assertThatThrownBy(() -> train("mine", RunSettings.Start.NEW))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--heads is 3; expected at most 2");
    assertThat(folder.resolve("mine.training/run.json")).doesNotExist();
  }

  @Test
  void otherVotesOrSettingsAreRefused() throws IOException {
    train("mine", RunSettings.Start.NEW);
    epochs = "3";
    assertThatThrownBy(() -> train("mine", RunSettings.Start.RESUME))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("recipe.epochs was 2 and is now 3");
    epochs = "2";
    Files.writeString(withTies, "\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> train("mine", RunSettings.Start.RESUME))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("with-ties.csv has changed (SHA-256")
        .hasMessageContaining("--start-over");
  }

  @Test
  void anotherMachineCausesAWarning() throws IOException {
    train("mine", RunSettings.Start.NEW);
    Path record = folder.resolve("mine.training/run.json");
    String text = Files.readString(record);
    Files.writeString(record, text.replaceAll("\"cpu\" : \"[^\"]*\"", "\"cpu\" : \"Abacus\""));
    train("mine", RunSettings.Start.RESUME);
    assertThat(said.toString())
        .contains("warning: machine.cpu was Abacus and is now")
        .contains("last digits");
  }

  private void assertSameGraphs(String one, String other) {
    for (String file : GRAPHS) {
      assertThat(folder.resolve(other).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(one).resolve(file));
    }
  }

  private void train(String name, RunSettings.Start start) throws IOException {
    new TrainingRun(options(name, start), new PrintWriter(said, true)).run(base);
  }

  private TrainingOptions options(String name, RunSettings.Start start) {
    Path out = folder.resolve(name);
    Map<String, String> overrides = new HashMap<>(pruning);
    overrides.putAll(
        Map.of("epochs", epochs, "batch", "8", "learning-rate", "1e-3", "max-tokens", "32"));
    return new TrainingOptions(
        TinyStart.data(List.of(withTies, tieFree), null),
        out,
        new EncoderChoice(List.of(Precision.FP32, Precision.INT8), null),
        Recipes.read("default", overrides),
        new RunSettings(
            RunSettings.beside(out), start, Duration.ofMinutes(5), device, null, List.of()),
        "./arena train",
        null,
        null);
  }
}
