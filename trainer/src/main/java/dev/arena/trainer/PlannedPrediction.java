package dev.arena.trainer;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Files;
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

  /** Hours of training shall not end at a name that was mistyped. A pipe is read only once. */
  void requirePossible() {
    if ((test == null) != (submission == null)) {
      throw new UsageException(
          "--test and --submission belong together; expected both or neither.");
    }
    if (test == null || submission == null) {
      return;
    }
    Path file = Path.of(test);
    boolean pipe = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    if (!test.equals(PairCsvReader.STANDARD_INPUT) && !pipe) {
      PairCsvReader.open(file, BadRows.SKIP).close();
    }
    if (!takesStandardOutput()) {
      SubmissionWriter.open(submission).close();
    }
  }

  /**
   * Predicts, if that was asked for.
   *
   * @return the file that was written, or null
   */
  @Nullable String run(Path bundle, BadRows badRows) {
    if (test == null || submission == null) {
      return null;
    }
    PredictCommand.predict(bundle, test, submission, badRows);
    return submission;
  }
}
