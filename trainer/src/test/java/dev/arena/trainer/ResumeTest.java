package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code arena train --resume} says after a short training run that has finished. */
class ResumeTest {
  private static final Path BASE = Path.of("src/test/resources/bert/cased").toAbsolutePath();

  @TempDir Path folder;
  private Path votes = Path.of("");
  private Path out = Path.of("");
  private Path training = Path.of("");
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void train() throws IOException {
    votes = Files.writeString(folder.resolve("votes.csv"), votes());
    Files.writeString(folder.resolve("mine.recipe"), "batch = 8\nmax-tokens = 32\nlayers = all\n");
    out = folder.resolve("o");
    training = folder.resolve("o.training");
    assertThat(
            run(
                "--train",
                votes,
                "--out",
                out,
                "--base",
                BASE,
                "--recipe",
                folder.resolve("mine.recipe"),
                "--learning-rate",
                "1e-3",
                "--precision",
                "fp32, int8"))
        .as(said.toString())
        .isZero();
    said.getBuffer().setLength(0);
  }

  @Test
  void aFinishedRunIsNotRepeated() throws IOException {
    byte[] manifest = Files.readAllBytes(out.resolve("bundle.json"));
    assertThat(resume()).isEqualTo(CommandRunner.DONE);
    assertThat(said.toString())
        .contains("the training run in " + training + " finished at 20")
        .contains("there is nothing to resume, and its bundle is " + out)
        .contains("next: ./arena evaluate --bundle " + out)
        .doesNotContain("epoch");
    assertThat(out.resolve("bundle.json")).hasBinaryContent(manifest);
    Files.move(out, folder.resolve("elsewhere"));
    assertThat(resume()).isEqualTo(CommandRunner.FAILED);
    assertThat(said.toString())
        .contains(out + " holds no bundle")
        .contains("./arena export --checkpoint " + training + " --out " + out);
  }

  @Test
  void relativePathsAreResolvedAgainstTheFolderInWhichTrainingBegan() throws IOException {
    record("\"" + votes + "\", \"--out\"", "\"votes.csv\", \"--out\"");
    record("\"--base\", \"" + BASE, "\"--base\", \"" + folder.relativize(BASE));
    record("\"--recipe\", \"" + folder.resolve("mine.recipe"), "\"--recipe\", \"mine.recipe");
    record("\"base\" : \"" + BASE, "\"base\" : \"" + folder.relativize(BASE));
    record("\"folder\" : \"" + Path.of("").toAbsolutePath(), "\"folder\" : \"" + folder);
    unfinished();
    assertThat(resume()).as(said.toString()).isZero();
    assertThat(said.toString()).contains("resuming after step", "written to " + out);
  }

  @Test
  void aMissingFileIsNamedWithItsOption() throws IOException {
    unfinished();
    Files.move(votes, folder.resolve("moved.csv"));
    assertThat(resume()).isEqualTo(CommandRunner.FAILED);
    assertThat(said.toString())
        .contains(votes + ", which this training run read for --train, is missing")
        .contains("Restore it, or start over (--start-over)");
  }

  @Test
  void optionsThatMeanTheSameAreAccepted() {
    Path there = folder.resolve("o/../votes.csv");
    assertThat(
            resume(
                "--train",
                there,
                "--learning-rate",
                "0.001",
                "--batch",
                "8",
                "--precision",
                "fp32,int8",
                "--base",
                BASE + "/../cased",
                "--recipe",
                folder.resolve("./mine.recipe")))
        .as(said.toString())
        .isEqualTo(CommandRunner.DONE);
  }

  @Test
  void optionsThatMeanSomethingElseAreRefused() {
    assertThat(resume("--batch", "16")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(resume("--precision", "fp32")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(resume("--train", "other.csv")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(resume("--skip-bad-rows")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(resume("--card-note", "note.md")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(said.toString())
        .contains(
            "--batch is 16, but this training run was started with 8; expected the same value. Omit it",
            "--precision is fp32, but this training run was started with fp32,int8;",
            "--train is other.csv, but this training run was started with " + votes + ";",
            "--skip-bad-rows is true, but this training run was started with false;",
            "--card-note is note.md, but this training run was started with none;");
  }

  @Test
  void aDamagedCheckpointIsFoundBeforeAnyVoteIsRead() throws IOException {
    unfinished();
    Files.writeString(
        training.resolve("checkpoints/last/model.safetensors"), "x", StandardOpenOption.APPEND);
    Files.delete(training.resolve("checkpoints/best/state.json"));
    assertThat(resume()).isEqualTo(CommandRunner.FAILED);
    assertThat(said.toString())
        .contains("last is damaged: model.safetensors does not match its hash in state.json")
        .contains("best has no state.json")
        .contains("start over (--start-over)")
        .doesNotContain("A won");
  }

  @Test
  void argumentsFromAnotherVersionAreNamed() throws IOException {
    record("\"--learning-rate\"", "\"--learning-speed\"");
    assertThat(resume()).isEqualTo(CommandRunner.FAILED);
    assertThat(said.toString())
        .contains("run.json: the arguments are --train")
        .contains("which this version of ./arena train does not accept");
  }

  private void unfinished() throws IOException {
    Path record = training.resolve("run.json");
    String text = Files.readString(record);
    String open = text.replaceAll(",\\s*\"finished\" : \"[^\"]*\"", "");
    assertThat(open).isNotEqualTo(text);
    Files.writeString(record, open);
  }

  private void record(String part, String other) throws IOException {
    Path record = training.resolve("run.json");
    String text = Files.readString(record);
    assertThat(text).contains(part);
    Files.writeString(record, text.replace(part, other));
  }

  private int resume(Object... options) {
    List<Object> all = new ArrayList<>(List.of("--resume", "--out", out));
    all.addAll(Arrays.asList(options));
    return run(all.toArray());
  }

  private int run(Object... options) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    Arrays.stream(options).map(Object::toString).forEach(arguments::add);
    PrintWriter writer = new PrintWriter(said, true);
    return CommandRunner.run(new TrainerMain(), writer, writer, arguments.toArray(String[]::new));
  }

  private static String votes() {
    StringBuilder text =
        new StringBuilder(
            "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n");
    for (int i = 0; i < 30; i++) {
      String vote = List.of("1,0,0", "0,1,0", "0,0,1").get(i % 3);
      text.append(
          "%d,x,y,question %d,answer %d,%s,%s\n".formatted(i, i, i, "yes ".repeat(i), vote));
    }
    return text.toString();
  }
}
