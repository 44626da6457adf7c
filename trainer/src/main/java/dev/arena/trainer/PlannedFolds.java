package dev.arena.trainer;

import dev.arena.cli.JsonOutput;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.report.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code arena train} for cross-validating instead of writing a bundle. */
final class PlannedFolds {
  private static final int FEWEST = 2;
  private static final int MOST = 100;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate the recipe instead of writing a bundle: each vote in a file with ties is"
              + " predicted by the one of K models that was trained without it. Votes from"
              + " --validation, which may lack ties, are predicted by a model trained on all other"
              + " votes. --report DIR writes a page on each of these two groups.")
  private @Nullable Integer folds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "With --folds: also write the figures as JSON; - is standard output.")
  private @Nullable String json;

  /** The number of folds; null to write a bundle instead. */
  @Nullable Integer folds() {
    return folds;
  }

  /** Refuses impossible options before hours of training. */
  void requirePossible(@Nullable Path out, boolean replace) {
    if (folds == null) {
      if (json != null) {
        throw new UsageException(
            "--json was given without --folds; expected both. The figures of a bundle are in its"
                + " metrics.json.");
      }
      if (out == null) {
        throw new UsageException(
            "no --out was given; expected a directory for the bundle, or --folds to write none.");
      }
      return;
    }
    if (folds < FEWEST || folds > MOST) {
      throw new UsageException("--folds is %d; expected %d to %d.".formatted(folds, FEWEST, MOST));
    }
    if (out != null) {
      throw new UsageException("--folds writes no bundle; expected no --out.");
    }
    if (json != null) {
      new JsonOutput(json).requireWritable(replace);
    }
  }

  /** Writes the figures to {@code --json}, if given. */
  void write(Map<String, Object> figures, PrintWriter standardOutput) {
    if (json != null) {
      new JsonOutput(json).write(Report.json(figures), standardOutput);
    }
  }
}
