package dev.arena.trainer;

import dev.arena.cli.JsonOutput;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.run.CrossValidationRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "With --folds: also write the predictions as CSV, in the format of ./arena predict; - is"
              + " standard output. ./arena evaluate --predictions compares several recipes with"
              + " them, and --teacher trains on them.")
  private @Nullable String predictions;

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
      if (predictions != null) {
        throw new UsageException(
            "--predictions was given without --folds; expected both. Use ./arena predict for the"
                + " predictions of a bundle.");
      }
      return;
    }
    if (folds < FEWEST || folds > MOST) {
      throw new UsageException("--folds is %d; expected %d to %d.".formatted(folds, FEWEST, MOST));
    }
    if (out != null) {
      throw new UsageException("--folds writes no bundle; expected no --out.");
    }
    if (json != null && json.equals(predictions)) {
      throw new UsageException(
          "--json and --predictions are both %s; expected different files.".formatted(json));
    }
    if (json != null) {
      new JsonOutput(json).requireWritable(replace);
    }
    if (predictions != null && !predictions.equals(SubmissionWriter.STANDARD_OUTPUT)) {
      OutputFile.folderOf(Path.of(predictions));
      OutputFile.requireNew(Path.of(predictions), replace);
    }
  }

  /** Writes the results to {@code --json} and {@code --predictions}, if given. */
  void write(CrossValidationRun.Results results, PrintWriter standardOutput) {
    if (json != null) {
      new JsonOutput(json).write(Report.json(results.figures()), standardOutput);
    }
    if (predictions != null) {
      try (SubmissionWriter lines = SubmissionWriter.open(predictions, List.of())) {
        results.predictions().forEach((id, p) -> lines.write(id, p.a(), p.b(), p.tie()));
        lines.complete();
      }
    }
  }
}
