package dev.arena.trainer;

import dev.arena.statistics.Interval;
import dev.arena.trainer.check.Table;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.ModelFigures.Comparison;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.evaluate.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The main figures of an evaluation as a table for a terminal: a row for each model and baseline,
 * with the difference between its log loss and that of the first model. It fits in 80 columns.
 */
record FiguresTable(Figures figures) {
  private static final int LONGEST_NAME = 19;

  /** Names short enough for the table. */
  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          Baselines.LENGTH, "length",
          Baselines.LENGTH_STYLE, "length and Markdown",
          Baselines.FEATURES_ONLY, "without the encoder");

  /**
   * The table and its notes.
   *
   * @param columns maximum length of a line, in characters
   */
  List<String> lines(int columns) {
    ModelFigures first = figures.bundles().get(0);
    List<String> lines = new ArrayList<>();
    lines.addAll(Table.wrapped(format("%s: %,d rows", figures.data(), figures.rows()), columns));
    lines.add("");
    lines.addAll(
        new Table(
                "Figures",
                List.of("", "log loss [95% CI]", "difference [95% CI]", "accuracy"),
                rows(first),
                "")
            .lines(columns));
    lines.add("");
    for (String note : notes(first)) {
      lines.addAll(Table.wrapped(note, columns));
    }
    return lines;
  }

  private List<List<String>> rows(ModelFigures first) {
    List<List<String>> rows = new ArrayList<>();
    for (ModelFigures model : figures.bundles()) {
      Comparison toFirst = model.differenceToFirst();
      rows.add(
          row(
              name(model),
              model.scores(),
              toFirst == null ? "" : difference(negated(toFirst.difference()))));
    }
    figures
        .baselines()
        .forEach(
            (baseline, scores) ->
                rows.add(
                    row(
                        SHORT_NAMES.getOrDefault(baseline, Baselines.description(baseline)),
                        scores,
                        difference(
                            Objects.requireNonNull(first.differenceToBaseline().get(baseline))))));
    return rows;
  }

  private static List<String> row(String name, Scores scores, String difference) {
    return List.of(
        name,
        format(
            "%.4f [%.3f, %.3f]",
            scores.logLoss(), scores.interval95().low(), scores.interval95().high()),
        difference,
        format("%.1f%%", 100 * scores.accuracy()));
  }

  private List<String> notes(ModelFigures first) {
    List<String> notes = new ArrayList<>();
    notes.add(
        format(
            "difference: log loss of %s minus the one listed, paired by row of the file. Below 0,"
                + " %s is better; a difference whose interval includes 0 is not significant.",
            name(first), name(first)));
    notes.add(
        format(
            "baselines: class prior; logistic regression on length, and on length and Markdown;"
                + " %s.",
            figures.baselinesFitted()));
    for (ModelFigures model : figures.bundles()) {
      notes.add(
          format(
              "%s: calibration error %.3f (by chance %.3f, 95th percentile %.3f); %s.",
              name(model),
              model.scores().calibrationError(),
              model.perfectlyCalibrated().mean(),
              model.perfectlyCalibrated().percentile95(),
              origin(model)));
      if (model.cpuMillisecondsPerPair() != null) {
        notes.add(
            format(
                "%s: %.2f ms of processor time per pair.",
                name(model), model.cpuMillisecondsPerPair()));
      }
      Comparison toFirst = model.differenceToFirst();
      if (toFirst != null) {
        notes.add(
            format(
                "%s is better than %s on %.1f%% of the rows, and worse on %.1f%%.",
                name(model), name(first), 100 * toFirst.shareBetter(), 100 * toFirst.shareWorse()));
      }
    }
    return notes;
  }

  /** The model, its bundle and its device, as far as they are known. */
  private static String origin(ModelFigures model) {
    return Stream.of(model.model(), model.bundle(), model.device())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }

  /**
   * The bundle's directory if several models are compared, because two models may have the same
   * name.
   */
  private String name(ModelFigures model) {
    if (figures.bundles().size() == 1) {
      return model.model().length() <= LONGEST_NAME ? model.model() : "this model";
    }
    String name = model.bundle() == null ? model.model() : model.bundle();
    return name.length() <= LONGEST_NAME
        ? name
        : "…" + name.substring(name.length() - LONGEST_NAME + 1);
  }

  private static String difference(Difference difference) {
    return format(
        "%+.4f [%+.3f, %+.3f]",
        difference.mean(), difference.interval95().low(), difference.interval95().high());
  }

  private static Difference negated(Difference difference) {
    Interval interval = difference.interval95();
    return new Difference(
        0 - difference.mean(), new Interval(0 - interval.high(), 0 - interval.low()));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
