package dev.arena.trainer;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ColumnsOption;
import dev.arena.cli.JsonOutput;
import dev.arena.cli.ProcessorTime;
import dev.arena.cli.ReplaceOption;
import dev.arena.cli.Terminal;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.CreatedFolder;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.LabelledRow;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.report.ReportData;
import dev.arena.trainer.report.ReportData.Origin;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.rows.TieFreeVotes;
import dev.arena.trainer.run.ShellText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena evaluate}: measures how well models predict the votes in a file. */
@Command(
    name = "evaluate",
    description = {
      "Scores a file of votes and reports how good the predictions are.",
      "",
      "  ./arena evaluate --data validation.csv --report report",
      "  ./arena evaluate --bundle models/default --bundle models/mine --data validation.csv",
      "  ./arena evaluate --predictions judge.csv --data votes.csv",
      "",
      "Several models are compared row by row with the first. All are compared with baselines on"
          + " the same rows: the class prior, and logistic regressions on length alone and on"
          + " length and Markdown. Memory use depends on the number of rows, not on the length of"
          + " their texts.",
      ""
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final String PREDICTIONS = "--predictions";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description =
          "Bundle to evaluate; may be repeated (default: the shipped one, or none with"
              + " --predictions).")
  private List<Path> bundles = new ArrayList<>();

  @Option(
      names = PREDICTIONS,
      split = ",",
      paramLabel = "FILE[:COLUMNS]",
      description =
          "CSV files with predictions that were made elsewhere, for example by an LLM judge, matched"
              + " by id: the output of ./arena predict or train --folds, or columns COLUMNS_a,"
              + " COLUMNS_b and COLUMNS_tie. Rows without a prediction are left out.")
  private List<String> predictions = List.of();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "CSV or JSONL file with votes; - is standard input.")
  private String data = "";

  @Option(
      names = "--baseline-votes",
      paramLabel = "FILE",
      description =
          "CSV or JSONL file with votes, including ties, to fit the baselines to, such as the"
              + " training file (default: cross-validation within --data, which gives weak"
              + " baselines if there are few rows).")
  private @Nullable String baselineVotes;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write report.html and report.json to this directory. The first 1,000 rows are then also"
              + " scored with A and B swapped, and in each precision of the bundle. The page"
              + " shows the beginnings of some texts.")
  private @Nullable Path report;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as JSON; - is standard output, in place of the text.")
  private @Nullable String json;

  @Option(names = "--skip-bad-rows", description = "Skip rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Mixin private ColumnsOption columns = new ColumnsOption();

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Override
  public Integer call() throws IOException {
    return Interrupts.run(spec.commandLine().getErr(), () -> "stopped.", this::evaluate);
  }

  private void evaluate() throws IOException {
    List<Path> evaluated =
        bundles.isEmpty() && predictions.isEmpty() ? List.of(ModelBundle.shipped()) : bundles;
    List<PredictionFile> files =
        predictions.stream().map(PredictionFileName::parse).map(PredictionFile::read).toList();
    if (json != null) {
      OutputFile.requireNoInput("--json", json, inputs());
      new JsonOutput(json).requireWritable(replace.given());
    }
    if (report != null) {
      Report.requireNew(report, replace.given());
    }
    try (CreatedFolder reports = report == null ? null : Report.prepare(report)) {
      evaluate(evaluated, files);
    }
  }

  private List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(data));
    if (baselineVotes != null) {
      inputs.add(baselineVotes);
    }
    predictions.forEach(file -> inputs.add(PredictionFileName.parse(file).file().toString()));
    return inputs;
  }

  private void evaluate(List<Path> evaluated, List<PredictionFile> files) {
    Figures figures = figures(evaluated, files, baselines());
    if (figures.outcomes() == 2) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "no ties among %,d rows: all figures are for A against B, given that one of them"
                  + " wins%n",
              figures.rows());
    }
    ReportData written = new ReportData(figures, null, origin());
    print(figures);
    if (json != null) {
      new JsonOutput(json).write(Report.json(written), spec.commandLine().getOut());
    }
    if (report != null) {
      Report.write(report, written);
      results().printf("report written to %s%n", report.resolve(Report.PAGE));
      results().flush();
    }
  }

  private Origin origin() {
    return new Origin(
        "The rows are those of the given file; Arena does not know whether a model was trained"
            + " on them.",
        "./arena " + ShellText.of(spec.root().commandLine().getParseResult().originalArgs()),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ArenaVersion.current());
  }

  private Baselines baselines() {
    if (baselineVotes == null) {
      return Baselines.withinRows();
    }
    try (PairRows rows = open(baselineVotes)) {
      List<Baselines.Row> votes = new ArrayList<>();
      rows.forEach(row -> votes.add(LabelledRow.of(row).vote()));
      if (TieFreeVotes.amongOutcomes(votes.stream().map(Baselines.Row::outcome).toList())) {
        throw new UserException(
            "--baseline-votes %s has no ties among its %,d rows; expected votes with ties. Name another file."
                .formatted(baselineVotes, votes.size()));
      }
      return Baselines.fittedTo(votes);
    }
  }

  private Figures figures(List<Path> evaluated, List<PredictionFile> files, Baselines baselines) {
    try (PairRows rows = open(data)) {
      Evaluation evaluation =
          new Evaluation(PairRows.name(data), baselines, report != null, ProcessorTime.ofProcess());
      Figures figures = evaluation.of(evaluated, files, rows);
      if (evaluation.unpredicted() > 0) {
        spec.commandLine()
            .getErr()
            .printf(
                Locale.ROOT,
                "%,d rows left out: not every file has a prediction for them%n",
                evaluation.unpredicted());
      }
      if (rows.skipped() > 0) {
        spec.commandLine().getErr().printf(Locale.ROOT, "%,d bad rows skipped%n", rows.skipped());
      }
      return figures;
    }
  }

  private PairRows open(String file) {
    PairRows rows = PairRows.open(file, skipBadRows ? BadRows.SKIP : BadRows.STOP, columns.names());
    if (!rows.hasVotes()) {
      rows.close();
      throw new UserException(
          file
              + " has no columns for votes; expected winner_model_a, winner_model_b and winner_tie, or"
              + " chosen and rejected. Use ./arena predict for files without votes.");
    }
    return rows;
  }

  private PrintWriter results() {
    return json != null && new JsonOutput(json).isStandardOutput()
        ? spec.commandLine().getErr()
        : spec.commandLine().getOut();
  }

  private void print(Figures figures) {
    PrintWriter out = results();
    new FiguresTable(figures).lines(Terminal.ofStdout().columns()).forEach(out::println);
    out.flush();
  }
}
