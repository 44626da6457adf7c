package dev.arena.trainer;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.predict.Prediction;
import dev.arena.trainer.predict.PredictionInput;
import dev.arena.trainer.run.ShellText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a prediction that follows training. */
final class PlannedPrediction {
  @Option(
      names = "--test",
      paramLabel = "FILE",
      description =
          "CSV or JSONL file of pairs to predict with the new bundle; needs --submission.")
  private @Nullable Path test;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = "Where to write the predictions for --test.")
  private @Nullable Path submission;

  @Nullable Path test() {
    return test;
  }

  /** Whether the predictions go to standard output. */
  boolean takesStandardOutput() {
    return SubmissionWriter.STANDARD_OUTPUT.equals(String.valueOf(submission));
  }

  /** Refuses a mistyped name or a bad row before training. */
  void requirePossible(BadRows badRows, ColumnNames columns, boolean replace) {
    if ((test == null) != (submission == null)) {
      throw new UsageException(
          "--test and --submission belong together; expected both or neither.");
    }
    if (test != null && submission != null) {
      Prediction.requirePossible(
          new PredictionInput(test.toString(), badRows, columns),
          "--submission",
          submission.toString(),
          replace);
    }
  }

  /**
   * What exists after Ctrl-C once the bundle has been written, for the terminal.
   *
   * @param bundle its directory
   */
  String whenStopped(Path bundle) {
    if (test == null || submission == null) {
      return "stopped; the bundle %s is complete.".formatted(bundle);
    }
    List<String> next = new ArrayList<>(List.of("./arena", "predict"));
    next.addAll(List.of("--bundle", bundle.toString(), "--input", test.toString()));
    next.addAll(List.of("--out", submission.toString()));
    if (!takesStandardOutput()) {
      next.add("--resume");
    }
    return "stopped; the bundle %s is complete, but not all predictions were written. Next: %s"
        .formatted(bundle, ShellText.of(next));
  }

  /**
   * Predicts, if requested.
   *
   * @return the file that was written, or null
   */
  @Nullable String run(Path bundle, BadRows badRows, ColumnNames columns) throws IOException {
    if (test == null || submission == null) {
      return null;
    }
    new Prediction(
            bundle, new PredictionInput(test.toString(), badRows, columns), submission.toString())
        .run(Prediction.Unfinished.REPLACE);
    return submission.toString();
  }
}
