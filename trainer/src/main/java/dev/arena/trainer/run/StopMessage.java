package dev.arena.trainer.run;

import dev.arena.trainer.tune.Checkpoint;
import dev.arena.trainer.tune.RunDirectory;
import java.nio.file.Path;

/** What there is of a training that Ctrl-C stopped, and how to go on. One thread. */
final class StopMessage {
  private final TrainingOptions options;

  /** Whether the folder of the run is that of this run, and not what an earlier one left. */
  private boolean own;

  private boolean bundleWritten;

  StopMessage(TrainingOptions options) {
    this.options = options;
    this.own = options.settings().start() == RunSettings.Start.RESUME;
  }

  /** From now on the folder holds what this run learns. */
  void learning() {
    own = true;
  }

  /** From now on the bundle is in its place. */
  void bundleWritten() {
    bundleWritten = true;
  }

  /** The sentence; reads the folder. */
  String text() {
    if (bundleWritten) {
      return "stopped; the bundle %s is complete, but its report may not be. Write both again: %s"
          .formatted(options.out(), options.resumeCommand());
    }
    Path directory = options.settings().directory();
    Checkpoint kept = own ? RunDirectory.newest(directory, warning -> {}) : null;
    if (kept == null || kept.state().step() == 0) {
      return "stopped before the first training step. Run the command again.";
    }
    return "stopped; no bundle was written. What was learned up to step %d of %d is kept in %s. Go on: %s"
        .formatted(kept.state().step(), kept.state().steps(), directory, options.resumeCommand());
  }
}
