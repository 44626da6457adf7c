package dev.arena.trainer;

import dev.arena.cli.ReplaceOption;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.run.ShellText;
import dev.arena.trainer.run.TrainingOptions;
import dev.arena.trainer.run.TrainingRun;
import dev.arena.trainer.tune.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena export}: turns a checkpoint into a bundle. */
@Command(
    name = "export",
    description = {
      "Writes a checkpoint of a training run as a bundle, using the votes of that run.",
      "",
      "  ./arena export --checkpoint models/mine.training --out models/fp32 --precision fp32",
      "  ./arena export --checkpoint models/mine.training/checkpoints/last --out models/last",
      "",
      "The head is fitted and the graphs are checked as at the end of a training run; the files"
          + " with votes and soft labels must still be at the same paths.",
      ""
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "DIR",
      description = "A checkpoint, or the folder of a training run to use its best one.")
  private Path checkpoint = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to write the bundle.")
  private Path out = Path.of("");

  @Mixin private EncoderOptions encoders = new EncoderOptions();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Override
  public Integer call() throws IOException {
    device.requireUsable();
    BundleWriter.requireNew(out, replace.given());
    Path directory = checkpoint.toAbsolutePath().normalize();
    if (Files.isDirectory(directory.resolve("checkpoints"))) {
      directory = directory.resolve("checkpoints").resolve("best");
    }
    Checkpoint read = Checkpoint.read(directory);
    Path run = runOf(directory);
    StoredTraining stored = StoredTraining.read(run, spec.commandLine());
    stored.requireFiles();
    TrainingOptions trained = stored.command().options(out, stored.arguments());
    TrainingOptions options =
        trained.exported(
            encoders.choice(trained.encoders()),
            run,
            device.choice(),
            "./arena "
                + ShellText.withoutFolders(
                    spec.root().commandLine().getParseResult().originalArgs()));
    PrintWriter err = spec.commandLine().getErr();
    return Interrupts.run(
        err,
        () -> "stopped; no bundle was written. Run the command again.",
        () -> {
          BundleManifest manifest =
              new TrainingRun(options, err).export(stored.command().base(options.recipe()), read);
          PrintWriter results = spec.commandLine().getOut();
          results.printf("%s written to %s%n", manifest.model(), out);
          results.printf("next: ./arena evaluate --bundle %s --data FILE%n", out);
          results.flush();
        });
  }

  /** The folder of the run that a checkpoint belongs to. */
  private static Path runOf(Path directory) {
    Path checkpoints = directory.getParent();
    Path run = checkpoints == null ? null : checkpoints.getParent();
    if (run == null) {
      throw new UserException(
          "%s is not in the folder of a training run; expected a checkpoint, such as OUT.training/checkpoints/best."
              .formatted(directory));
    }
    return run;
  }
}
