package dev.arena.trainer;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.config.LibraryKeys;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Judgement;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.rows.DecisiveVotes;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.stopping.Stoppable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena evaluate}: how good bundles are on a file with votes. */
@Command(
    name = "evaluate",
    description = {
      "Scores a file with votes and prints log loss, accuracy and calibration error.",
      "",
      "  ./arena evaluate --data validation.csv",
      "  ./arena evaluate --bundle models/default --bundle models/mine --data validation.csv",
      "",
      "Several bundles are compared row by row with the first.",
      ""
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final String STANDARD_OUTPUT = "-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Bundle to judge; may be repeated (default: the shipped one).")
  private List<Path> bundles = new ArrayList<>();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "CSV file with votes; - is standard input.")
  private String data = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as JSON; - is standard output, in place of the text.")
  private @Nullable String json;

  @Option(
      names = "--skip-bad-rows",
      description = "Leave out rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Override
  public Integer call() throws IOException {
    return Stoppable.run(spec.commandLine().getErr(), () -> "stopped.", this::evaluate);
  }

  private void evaluate() throws IOException {
    List<Path> judged = bundles.isEmpty() ? List.of(LibraryKeys.shippedBundle()) : bundles;
    requireJsonDirectory();
    List<CsvPair> rows = read();
    boolean decisive = DecisiveVotes.are(rows);
    if (decisive) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "no tie among %,d rows: all figures are of A against B, given that one of them wins%n",
              rows.size());
    }
    List<Outcome> votes = new ArrayList<>();
    rows.forEach(row -> votes.add(vote(row)));
    List<Judgement> judgements = judged.stream().map(bundle -> Judgement.of(bundle, rows)).toList();
    RowLosses prior = RowLosses.of(Baselines.prior(votes, votes.size()), votes);
    print(judgements, prior);
    if (json != null) {
      Map<String, Object> report = report(judgements, prior);
      report.put("outcomes", decisive ? 2 : 3);
      write(MAPPER.writeValueAsString(report) + "\n", json);
    }
  }

  private void requireJsonDirectory() {
    if (json == null || json.equals(STANDARD_OUTPUT)) {
      return;
    }
    Path parent = Path.of(json).toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new UserException(
          "--json %s cannot be written: there is no directory %s. Create it first."
              .formatted(json, parent));
    }
  }

  private void write(String text, String file) throws IOException {
    if (file.equals(STANDARD_OUTPUT)) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      Files.writeString(Path.of(file), text);
    }
  }

  private List<CsvPair> read() {
    try (PairRows reader = PairRows.open(data, skipBadRows ? BadRows.SKIP : BadRows.STOP)) {
      if (!reader.hasVotes()) {
        throw new UserException(
            data
                + " has no columns for votes; expected winner_model_a, winner_model_b and"
                + " winner_tie. Use ./arena predict for files without votes.");
      }
      List<CsvPair> rows = new ArrayList<>();
      reader.forEach(rows::add);
      if (rows.isEmpty()) {
        throw new UserException(data + " has no rows; expected at least one row with a vote.");
      }
      if (reader.skipped() > 0) {
        spec.commandLine()
            .getErr()
            .printf(Locale.ROOT, "%,d bad rows left out%n", reader.skipped());
      }
      return rows;
    }
  }

  private static Outcome vote(CsvPair row) {
    Outcome outcome = row.outcome();
    if (outcome == null) {
      throw new IllegalStateException("row " + row.row() + " has no vote");
    }
    return outcome;
  }

  private void print(List<Judgement> judgements, RowLosses prior) {
    PrintWriter out =
        STANDARD_OUTPUT.equals(json) ? spec.commandLine().getErr() : spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: %,d rows; log loss of the votes' own shares %.4f%n",
        data,
        prior.rows(),
        prior.logLoss());
    for (Judgement judgement : judgements) {
      RowLosses losses = judgement.losses();
      out.printf(
          Locale.ROOT,
          "%s (%s, %s)%n  log loss %.4f (95%% interval %.4f to %.4f), accuracy %.3f, calibration"
              + " error %.3f%n",
          judgement.model(),
          judgement.bundle(),
          judgement.device(),
          losses.logLoss(),
          losses.interval().low(),
          losses.interval().high(),
          losses.accuracy(),
          losses.calibrationError());
      if (judgement != judgements.get(0)) {
        RowLosses.Difference difference = losses.against(judgements.get(0).losses());
        out.printf(
            Locale.ROOT,
            "  less %s: %+.4f (95%% interval %+.4f to %+.4f, paired by row; below 0 is better)%n",
            judgements.get(0).bundle(),
            difference.mean(),
            difference.interval95().low(),
            difference.interval95().high());
      }
    }
    out.flush();
  }

  private Map<String, Object> report(List<Judgement> judgements, RowLosses prior) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Judgement judgement : judgements) {
      RowLosses losses = judgement.losses();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bundle", judgement.bundle().toString());
      entry.put("model", judgement.model());
      entry.put("device", judgement.device());
      entry.put("log_loss", losses.logLoss());
      entry.put("interval95", losses.interval());
      entry.put("accuracy", losses.accuracy());
      entry.put("calibration_error", losses.calibrationError());
      if (judgement != judgements.get(0)) {
        entry.put("less_first", losses.against(judgements.get(0).losses()));
      }
      entries.add(entry);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("data", data);
    report.put("rows", prior.rows());
    report.put("prior_log_loss", prior.logLoss());
    report.put("bundles", entries);
    return report;
  }
}
