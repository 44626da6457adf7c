package dev.arena.trainer;

import dev.arena.cli.ReplaceOption;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.run.TrainingOptions.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code arena train} for resuming a run. */
final class RunOptions {
  private static final String RESUME = "--resume";
  private static final String START_OVER = "--start-over";
  private static final String WORK = "--work";
  private static final String MINUTES = "--checkpoint-minutes";
  private static final String THREADS = "--threads";

  /** Options that may change when a run is resumed. */
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
          "Resume the interrupted training run for --out; this needs no other option, and gives the"
              + " same weights as an uninterrupted run.")
  private boolean resume;

  @Option(
      names = START_OVER,
      description = "Discard an unfinished training run for --out and start over.")
  private boolean startOver;

  @Option(
      names = WORK,
      paramLabel = "DIR",
      description = "Folder for the log and checkpoints (default: --out with .training appended).")
  private @Nullable Path work;

  @Option(
      names = MINUTES,
      defaultValue = "" + RunSettings.DEFAULT_MINUTES,
      paramLabel = "N",
      description = "Minutes between checkpoints (default: ${DEFAULT-VALUE}).")
  private double minutes = RunSettings.DEFAULT_MINUTES;

  @Option(
      names = THREADS,
      paramLabel = "N",
      description = "Threads per operation (default: PyTorch's choice; with --resume, as before).")
  private @Nullable Integer threads;

  @Mixin private DeviceOption device = new DeviceOption();

  boolean resume() {
    return resume;
  }

  /** Refuses --resume together with --start-over. */
  void requireOneStart() {
    if (resume && startOver) {
      throw new UsageException("both --resume and --start-over were given; expected one of them.");
    }
  }

  Path directory(Path out) {
    return work == null ? RunSettings.beside(out) : work;
  }

  /** Refuses an unusable device before anything is read. */
  void requirePossible() {
    device.requireUsable();
  }

  /**
   * The settings from the options.
   *
   * @param arguments those with which the run can be repeated
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
