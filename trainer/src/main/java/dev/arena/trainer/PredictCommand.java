package dev.arena.trainer;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.command.ProgressBar;
import dev.arena.models.config.LibraryKeys;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.rows.RowScoring;
import dev.arena.trainer.stopping.Stoppable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena predict}: a Kaggle submission. */
@Command(
    name = "predict",
    description = {
      "Scores a file of pairs and writes id,winner_model_a,winner_model_b,winner_tie.",
      "",
      "  ./arena predict --input test.csv --out submission.csv",
      "  ./arena predict --input - --out - < test.csv",
      "",
      "The ids stand in the order of the input. Memory does not grow with the file.",
      ""
    },
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "CSV file of pairs; - is standard input.")
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

  @Option(
      names = "--skip-bad-rows",
      description = "Leave out rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Override
  public Integer call() throws IOException {
    return Stoppable.run(
        spec.commandLine().getErr(),
        () -> "stopped; no predictions were written.",
        () -> {
          Path chosen = bundle == null ? LibraryKeys.shippedBundle() : bundle;
          predict(chosen, input, out, skipBadRows ? BadRows.SKIP : BadRows.STOP);
          if (!out.equals(SubmissionWriter.STANDARD_OUTPUT)) {
            spec.commandLine().getOut().printf(Locale.ROOT, "predictions written to %s%n", out);
            spec.commandLine().getOut().flush();
          }
        });
  }

  /** Predicts a file with a bundle. */
  static void predict(Path bundle, String input, String out, BadRows badRows) {
    try (PairRows rows = PairRows.open(input, badRows);
        PreferenceScorer scorer = PreferenceScorer.open(bundle);
        SubmissionWriter submission = SubmissionWriter.open(out);
        ProgressBar progress = ProgressBar.onStderr("predict", "pairs", 0)) {
      RowScoring.score(
          scorer,
          rows,
          (row, score) -> {
            Probabilities p = score.probabilities();
            submission.write(row.pair().getId(), p.a(), p.b(), p.tie());
            progress.add(1);
          });
      submission.complete();
      if (rows.skipped() > 0) {
        progress.note(String.format(Locale.ROOT, "%,d bad rows left out", rows.skipped()));
      }
    }
  }
}
