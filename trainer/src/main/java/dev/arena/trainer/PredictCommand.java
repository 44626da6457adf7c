package dev.arena.trainer;

import dev.arena.cli.ColumnsOption;
import dev.arena.cli.ReplaceOption;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.predict.Prediction;
import dev.arena.trainer.predict.PredictionInput;
import dev.arena.trainer.predict.ReferenceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena predict}: writes a Kaggle submission. */
@Command(
    name = "predict",
    description = {
      "Scores a file of pairs and writes id,winner_model_a,winner_model_b,winner_tie.",
      "",
      "  ./arena predict --input test.csv --out submission.csv",
      "  ./arena predict --input test.csv --out submission.csv --resume",
      "  ./arena predict --input - --out - < test.csv",
      "  ./arena predict --input test.csv --out explained.csv --explain",
      "  ./arena predict --input traffic.jsonl --out predictions.csv --reference reference.json",
      "",
      "Rows are written in the order of the input. Memory use does not grow with the input,"
          + " except with --reference. Until the output is complete, its lines are in FILE.partial,"
          + " which is kept after Ctrl-C, a failure or a crash; --resume continues it.",
      ""
    },
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "CSV or JSONL file of pairs; - is standard input.")
  private String input = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the predictions; - is standard output.")
  private String out = "";

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Bundle to predict with (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(names = "--skip-bad-rows", description = "Skip rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Mixin private ColumnsOption columns = new ColumnsOption();

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Option(
      names = "--resume",
      description =
          "Continue an earlier run with the same input and bundle, or start at the first row"
              + " if there is none.")
  private boolean resume;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description =
          "Also write histograms of the pairs' features, against which ./arena stream measures"
              + " drift (arena.drift.reference). Takes 48 bytes of memory for each pair.")
  private @Nullable Path reference;

  @Option(
      names = "--explain",
      description =
          "Also write the parts of each score, in the columns part_... and tie_part_... after the"
              + " probabilities (docs/reference/explanations.md).")
  private boolean explain;

  @Override
  public Integer call() throws IOException {
    if (resume && reference != null) {
      throw new UsageException(
          "--reference counts every pair of the input, but --resume does not predict all of them again; expected one of the two. Remove %s.partial to start over, or resume without --reference."
              .formatted(out));
    }
    if (resume && out.equals(SubmissionWriter.STANDARD_OUTPUT)) {
      throw new UsageException(
          "--resume cannot be used with --out -, which keeps nothing; expected the name of a file.");
    }
    Path chosen = bundle == null ? ModelBundle.shipped() : bundle;
    PredictionInput rows =
        new PredictionInput(input, skipBadRows ? BadRows.SKIP : BadRows.STOP, columns.names());
    Prediction.requireOutput(rows, "--out", out, replace.given());
    Prediction prediction = prediction(chosen, rows);
    PrintWriter err = spec.commandLine().getErr();
    return Interrupts.run(
        err,
        () -> "stopped; " + prediction.kept() + ".",
        () -> {
          predict(prediction, err);
          if (!out.equals(SubmissionWriter.STANDARD_OUTPUT)) {
            spec.commandLine().getOut().printf(Locale.ROOT, "predictions written to %s%n", out);
            spec.commandLine().getOut().flush();
          }
          if (reference != null) {
            err.printf("reference written to %s%n", reference);
            err.flush();
          }
        });
  }

  private Prediction prediction(Path chosen, PredictionInput rows) {
    Prediction prediction = new Prediction(chosen, rows, out);
    if (explain) {
      prediction = prediction.withExplanations();
    }
    return reference == null
        ? prediction
        : prediction.withReference(new ReferenceFile(reference, input, out, replace.given()));
  }

  private void predict(Prediction prediction, PrintWriter err) throws IOException {
    try {
      prediction.run(resume ? Prediction.Unfinished.RESUME : Prediction.Unfinished.KEEP);
    } catch (UserException | DeviceException e) {
      if (prediction.hasKept()) {
        err.println(prediction.kept() + ".");
      }
      throw e;
    }
  }
}
