package dev.arena.trainer.predict;

import dev.arena.cli.ProgressBar;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.rows.RowScoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The predictions for one file of pairs, written in the file's order and in constant memory, unless
 * a {@link ReferenceFile} is written as well.
 *
 * <p>After every chunk, the predictions are on disk, so a run that ends early loses about a second
 * of work, and the next run continues after them. It cuts the rows into the same chunks, so its
 * output is byte for byte what an uninterrupted run would have written.
 *
 * <p>An instance serves one run. Not thread-safe.
 */
public final class Prediction {
  private final Path bundle;
  private final PredictionInput input;
  private final String out;
  private final boolean explained;
  private final @Nullable ReferenceFile reference;
  private PartialFile.RowDigest digest = new PartialFile.RowDigest();
  private long scored;
  private long kept;

  /**
   * @param out the file to write; {@code -} is standard output, which cannot be resumed
   */
  public Prediction(Path bundle, PredictionInput input, String out) {
    this(bundle, input, out, false, null);
  }

  private Prediction(
      Path bundle,
      PredictionInput input,
      String out,
      boolean explained,
      @Nullable ReferenceFile reference) {
    this.bundle = bundle;
    this.input = input;
    this.out = out;
    this.explained = explained;
    this.reference = reference;
  }

  /** The same run, which also writes the parts of each score. */
  public Prediction withExplanations() {
    return new Prediction(bundle, input, out, true, reference);
  }

  /**
   * The same run, which also writes a reference for drift. It cannot be resumed, because the
   * predictions that are kept lack the facts about their pairs.
   */
  public Prediction withReference(ReferenceFile file) {
    return new Prediction(bundle, input, out, explained, file);
  }

  /**
   * Refuses early what would fail later: an output that cannot be written to or that is the input,
   * or a bad row. A pipe is not read, because it can be read only once.
   *
   * @param option the option that names the output
   * @param replace whether an existing output may be replaced
   */
  public static void requirePossible(
      PredictionInput input, String option, String out, boolean replace) {
    requireOutput(input, option, out, replace);
    input.count();
  }

  /** Like {@link #requirePossible}, but without reading the input. */
  public static void requireOutput(
      PredictionInput input, String option, String out, boolean replace) {
    if (out.equals(SubmissionWriter.STANDARD_OUTPUT)) {
      return;
    }
    PartialFile partial = PartialFile.of(Path.of(out));
    for (Path written : List.of(partial.file(), partial.lines(), partial.progress())) {
      OutputFile.requireNoInput(option, written.toString(), List.of(input.file()));
    }
    OutputFile.folderOf(partial.file());
    OutputFile.requireNew(partial.file(), replace);
    SubmissionWriter.open(Path.of(out)).close();
  }

  /**
   * Writes the predictions.
   *
   * @param unfinished what to do with those that an earlier run left unfinished
   */
  public void run(Unfinished unfinished) throws IOException {
    if (out.equals(SubmissionWriter.STANDARD_OUTPUT)) {
      toStandardOutput();
      return;
    }
    PartialFile partial = PartialFile.of(Path.of(out));
    PartialFile.Progress left = unfinished == Unfinished.REPLACE ? null : partial.earlier();
    if (left != null && unfinished == Unfinished.KEEP) {
      throw partial.unfinished(left);
    }
    PredictionInput.Counted counted = input.count();
    long total = counted.rows();
    try (PairRows rows = input.open(again(total));
        PreferenceScorer scorer = PreferenceScorer.open(bundle)) {
      PartialFile.Progress done = begun(scorer);
      Iterator<CsvPair> each = rows.iterator();
      if (left != null) {
        partial.requireSameModel(left, done);
        digest = partial.skip(left, each, PairRows.name(input.file()));
        done = left;
      }
      scored = done.rows();
      kept = scored;
      try (ProgressBar progress =
          ProgressBar.onStderr("predict", "pairs", Math.max(0, total - scored))) {
        if (unfinished == Unfinished.RESUME) {
          progress.note(
              left == null
                  ? "nothing to resume; starting at the first row"
                  : text("resuming after %,d predictions from an earlier run", scored));
        }
        write(partial, done, scorer, new Checked(each, counted), progress);
        if (total == 0) {
          PredictionInput.tellSkipped(rows, progress);
        }
        writeReference(scorer);
      }
    }
  }

  /** Skipped rows were reported when the rows were counted. */
  private BadRows again(long total) {
    return total > 0 && input.badRows() == BadRows.SKIP ? BadRows.SKIP_SILENTLY : input.badRows();
  }

  private PartialFile.Progress begun(PreferenceScorer scorer) throws IOException {
    return new PartialFile.Progress(
        scorer.model(),
        Sha256.of(bundle.resolve(ModelBundle.MANIFEST)),
        scorer.precision().text(),
        explained,
        0,
        0,
        digest.soFar());
  }

  private void write(
      PartialFile partial,
      PartialFile.Progress done,
      PreferenceScorer scorer,
      Checked rows,
      ProgressBar progress)
      throws IOException {
    boolean whole = false;
    try (SubmissionWriter lines = partial.open(done)) {
      score(
          scorer,
          rows::each,
          lines,
          row -> {
            digest.add(row);
            scored++;
            if (scored % RowScoring.CHUNK == 0) {
              partial.save(done.after(scored, lines.secure(), digest.soFar()));
              kept = scored;
            }
            progress.add(1);
          });
      rows.counted().requireSame(scored, input.file());
      lines.complete();
      whole = true;
    } finally {
      if (!whole && kept == 0) {
        partial.delete();
      }
    }
    partial.forget();
  }

  /** Rows that have been counted. */
  private record Checked(Iterator<CsvPair> each, PredictionInput.Counted counted) {}

  private void toStandardOutput() {
    try (PairRows rows = input.open(input.badRows());
        PreferenceScorer scorer = PreferenceScorer.open(bundle);
        SubmissionWriter lines =
            SubmissionWriter.open(out, explained ? ExplanationColumns.names() : List.of());
        ProgressBar progress = ProgressBar.onStderr("predict", "pairs", 0)) {
      score(scorer, rows, lines, row -> progress.add(1));
      lines.complete();
      writeReference(scorer);
      PredictionInput.tellSkipped(rows, progress);
    }
  }

  /**
   * Scores rows and writes their lines.
   *
   * @param written receives each row after its line was written
   */
  private void score(
      PreferenceScorer scorer,
      Iterable<CsvPair> rows,
      SubmissionWriter lines,
      Consumer<CsvPair> written) {
    if (explained) {
      RowScoring.explain(
          scorer,
          rows,
          (row, explanation) -> {
            append(lines, row, explanation.score(), ExplanationColumns.values(explanation));
            written.accept(row);
          });
    } else {
      RowScoring.score(
          scorer,
          rows,
          (row, score) -> {
            append(lines, row, score);
            written.accept(row);
          });
    }
  }

  private void append(SubmissionWriter lines, CsvPair row, Score score, double... parts) {
    Probabilities p = score.probabilities();
    lines.write(row.pair().getId(), p.a(), p.b(), p.tie(), parts);
    if (reference != null) {
      reference.add(score);
    }
  }

  private void writeReference(PreferenceScorer scorer) {
    if (reference != null) {
      reference.write(scorer.bundle());
    }
  }

  /** Whether an incomplete run kept predictions. */
  public boolean hasKept() {
    return kept > 0;
  }

  /** What an incomplete run kept, and how to resume it; for the terminal. */
  public String kept() {
    return hasKept()
        ? text(
            "%,d predictions are kept in %s; rerun the command with --resume to continue",
            kept, PartialFile.of(Path.of(out)).lines())
        : "no predictions were kept";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** What to do with predictions that an earlier run left unfinished. */
  public enum Unfinished {
    /** Refuse to run: they may be hours of work. */
    KEEP,
    /** Continue after them, or start at the first row. */
    RESUME,
    /** Discard them and start over. */
    REPLACE
  }
}
