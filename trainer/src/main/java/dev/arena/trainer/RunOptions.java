package dev.arena.trainer;

import dev.arena.cli.ReplaceOption;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.run.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code arena train} about going on with a training. */
final class RunOptions {
  private static final String RESUME = "--resume";
  private static final String START_OVER = "--start-over";
  private static final String WORK = "--work";
  private static final String MINUTES = "--checkpoint-minutes";
  private static final String THREADS = "--threads";

  /** Options that may be others when a training is gone on with. */
  static final Set<String> FREE =
      Set.of(
          RESUME,
          START_OVER,
          WORK,
          MINUTES,
          THREADS,
          DeviceOption.NAME,
          ReplaceOption.NAME,
          "--out");

  @Option(
      names = RESUME,
      description =
          "Go on with the training of --out that was stopped; needs no other option, and gives the"
              + " weights that it would have given.")
  private boolean resume;

  @Option(
      names = START_OVER,
      description = "Throw away an unfinished training of --out, and begin anew.")
  private boolean startOver;

  @Option(
      names = WORK,
      paramLabel = "DIR",
      description = "Folder of log and checkpoints (default: beside --out, with .training added).")
  private @Nullable Path work;

  @Option(
      names = MINUTES,
      defaultValue = "" + RunSettings.DEFAULT_MINUTES,
      paramLabel = "N",
      description = "Minutes between two checkpoints (default: ${DEFAULT-VALUE}).")
  private double minutes = RunSettings.DEFAULT_MINUTES;

  @Option(
      names = THREADS,
      paramLabel = "N",
      description =
          "Threads of one operation (default: as many as PyTorch takes; with --resume, as before).")
  private @Nullable Integer threads;

  @Mixin private DeviceOption device = new DeviceOption();

  boolean resume() {
    return resume;
  }

  /** Refuses to go on and to begin anew at once. */
  void requireOneStart() {
    if (resume && startOver) {
      throw new UsageException(
          "--resume and --start-over are both given; expected one: go on, or begin anew.");
    }
  }

  Path directory(Path out) {
    return work == null ? RunSettings.beside(out) : work;
  }

  /** Refuses what this machine cannot do, before anything is read. */
  void requirePossible() {
    device.requireUsable();
  }

  /**
   * What the options say.
   *
   * @param arguments with which the training can be run again
   */
  RunSettings settings(Path out, List<String> arguments) {
    if (!(minutes >= 0)) {
      throw new UsageException(
          "--checkpoint-minutes is %s; expected 0 or more.".formatted(minutes));
    }
    if (threads != null && threads < 1) {
      throw new UsageException("--threads is %d; expected at least 1.".formatted(threads));
    }
    return new RunSettings(
        directory(out),
        resume
            ? RunSettings.Start.RESUME
            : startOver ? RunSettings.Start.START_OVER : RunSettings.Start.NEW,
        Duration.ofMillis(Math.round(minutes * Duration.ofMinutes(1).toMillis())),
        device.choice(),
        threads,
        arguments);
  }
}
