package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a run is kept, and whether it is resumed.
 *
 * @param directory its folder
 * @param start what happens to an existing run
 * @param checkpointEvery the interval between checkpoints
 * @param device where to compute; null for the device of the resumed run, or {@code auto} for a new
 *     run
 * @param threads of the engine; null for those of the resumed run, or the engine's choice for a new
 *     run
 * @param arguments of {@code arena train}, to run it again
 */
public record RunSettings(
    Path directory,
    Start start,
    Duration checkpointEvery,
    @Nullable DeviceChoice device,
    @Nullable Integer threads,
    List<String> arguments) {
  /** The interval between checkpoints unless an option sets it. */
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
