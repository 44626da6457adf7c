package dev.arena.trainer.run;

import dev.arena.trainer.check.DataCheck;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.report.ReportData;
import dev.arena.trainer.report.TrainingPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of a cross-validation: a page of the votes from files with ties, out of fold, and, if
 * a validation file was given, a page of it in a subfolder.
 */
final class FoldReport {
  /** Folder of the page of the validation file. */
  static final String VALIDATION = "validation";

  private static final String OUT_OF_FOLD =
      "All figures are out of fold: each vote was predicted by one of %d models that was trained,"
          + " chosen and calibrated without it and without any vote on its prompt.";
  private static final String OTHERS =
      "These rows were used for nothing else: they were predicted by one model of all training"
          + " votes.";

  private final FoldFigures figures;
  private final TrainingOptions options;
  private final TrainingPart part;

  /**
   * @param check what the files hold
   */
  FoldReport(FoldFigures figures, DataCheck check, TrainingOptions options) {
    this.figures = figures;
    this.options = options;
    this.part =
        new TrainingPart(null, options.recipe().toMap(), TrainingReport.tables(check), null);
  }

  /**
   * Writes it.
   *
   * @return what was written, for a person at the screen
   */
  List<String> write(Path directory) throws IOException {
    List<String> written = new ArrayList<>();
    written.add(write(directory, figures.withTies(), OUT_OF_FOLD.formatted(figures.folds())));
    Figures others = figures.others();
    if (others != null) {
      written.add(write(directory.resolve(VALIDATION), others, OTHERS));
    }
    return written;
  }

  private String write(Path directory, Figures figures, String rowsAre) throws IOException {
    Report.write(directory, new ReportData(figures, part, TrainingReport.origin(rowsAre, options)));
    return "report written to " + directory.resolve(Report.PAGE);
  }
}
