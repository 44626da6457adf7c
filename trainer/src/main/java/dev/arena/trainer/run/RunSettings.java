package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run keeps what it can go on from, and whether it goes on.
 *
 * @param directory its folder
 * @param start what happens to a run that is there
 * @param checkpointEvery how much work a crash may cost
 * @param device where to compute, or null: where the run did that is gone on with, else {@code
 *     auto}
 * @param threads of the engine, or null: as many as the run had that is gone on with, else its own
 *     choice
 * @param arguments of {@code arena train}, with which it can be run again
 */
public record RunSettings(
    Path directory,
    Start start,
    Duration checkpointEvery,
    @Nullable DeviceChoice device,
    @Nullable Integer threads,
    List<String> arguments) {
  /** How often checkpoints are written unless said otherwise. */
  public static final int DEFAULT_MINUTES = 5;

  public RunSettings {
    arguments = List.copyOf(arguments);
  }

  /** What happens to a run that is there. */
  public enum Start {
    /** Nothing: it is replaced if it is finished, else this run is refused. */
    NEW,
    /** It is thrown away. */
    START_OVER,
    /** It is gone on with. */
    RESUME
  }

  /** The usual folder of a bundle's run. */
  public static Path beside(Path out) {
    Path absolute = out.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".training");
  }

  /** A new run in its usual folder. */
  public static RunSettings fresh(Path out) {
    return new RunSettings(
        beside(out), Start.NEW, Duration.ofMinutes(DEFAULT_MINUTES), null, null, List.of());
  }
}
