package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import dev.arena.trainer.export.EncoderChoice;
import dev.arena.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of one training run.
 *
 * @param data the files to read
 * @param out directory of the bundle
 * @param encoders the encoders to write to the bundle
 * @param recipe the settings of the run
 * @param settings how the run can be resumed
 * @param command the command as typed, without the folders of its files, for the provenance
 * @param cardNote Markdown about the votes for the model card
 * @param report directory of the report, if requested
 */
public record TrainingOptions(
    DataOptions data,
    Path out,
    EncoderChoice encoders,
    Recipe recipe,
    RunSettings settings,
    String command,
    @Nullable String cardNote,
    @Nullable Path report) {

  /**
   * The same run, with one of its checkpoints written as another bundle.
   *
   * @param other the encoders of the bundle
   * @param run the folder of the run
   * @param device where to compute; null for the device of the run
   * @param export the command that exports
   */
  public TrainingOptions exported(
      EncoderChoice other, Path run, @Nullable DeviceChoice device, String export) {
    return new TrainingOptions(
        data,
        out,
        other,
        recipe,
        new RunSettings(
            run,
            settings.start(),
            settings.checkpointEvery(),
            device,
            settings.threads(),
            settings.arguments()),
        command + " && " + export,
        cardNote,
        null);
  }

  /** The command that resumes this run. */
  public String resumeCommand() {
    List<String> command = new ArrayList<>(List.of("./arena", "train", "--resume", "--out"));
    command.add(out.toString());
    if (!settings.directory().equals(RunSettings.beside(out))) {
      command.addAll(List.of("--work", settings.directory().toString()));
    }
    return ShellText.of(command);
  }

  /**
   * Where and how a run is kept, and whether it is resumed.
   *
   * @param directory its folder
   * @param start what happens to an existing run
   * @param checkpointEvery the interval between checkpoints
   * @param device where to compute; null for the device of the resumed run, or {@code auto} for a
   *     new run
   * @param threads of the engine; null for those of the resumed run, or the engine's choice for a
   *     new run
   * @param arguments those of {@code arena train}, to run it again
   */
  public record RunSettings(
      Path directory,
      Start start,
      Duration checkpointEvery,
      @Nullable DeviceChoice device,
      @Nullable Integer threads,
      List<String> arguments) {
    /** The minutes between checkpoints, unless an option sets them. */
    public static final int DEFAULT_MINUTES = 5;

    public RunSettings {
      arguments = List.copyOf(arguments);
    }

    /** What happens to an existing run. */
    public enum Start {
      /** A finished one is replaced; an unfinished one makes this run fail. */
      NEW,
      /** It is discarded. */
      START_OVER,
      /** It is resumed. */
      RESUME
    }

    /** The usual folder of a bundle's run. */
    public static Path beside(Path out) {
      Path absolute = out.toAbsolutePath().normalize();
      return absolute.resolveSibling(absolute.getFileName() + ".training");
    }
  }
}
