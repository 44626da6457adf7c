package dev.arena.trainer;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.predict.Prediction;
import dev.arena.trainer.predict.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a prediction that follows a training. */
final class PlannedPrediction {
  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "CSV file of pairs to predict with the new bundle; needs --submission.")
  private @Nullable String test;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = "Where to write the predictions of --test.")
  private @Nullable String submission;

  @Nullable String test() {
    return test;
  }

  @Nullable String submission() {
    return submission;
  }

  /** Whether the predictions go where a command's results would go otherwise. */
  boolean takesStandardOutput() {
    return SubmissionWriter.STANDARD_OUTPUT.equals(submission);
  }

  /** Hours of training shall not end at a name that was mistyped, or at a bad row. */
  void requirePossible(BadRows badRows) {
    if ((test == null) != (submission == null)) {
      throw new UsageException(
          "--test and --submission belong together; expected both or neither.");
    }
    if (test != null && submission != null) {
      Prediction.requirePossible(test, submission, badRows);
    }
  }

  /**
   * Predicts, if that was asked for.
   *
   * @return the file that was written, or null
   */
  @Nullable String run(Path bundle, BadRows badRows) throws IOException {
    if (test == null || submission == null) {
      return null;
    }
    new Prediction(bundle, test, submission, badRows).run(Unfinished.REPLACE);
    return submission;
  }
}
