package dev.arena.votes.evaluation;

import dev.arena.cli.AlignedColumns;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.text.TerminalText;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.agreement.AgreementSums;
import dev.arena.statistics.calibration.CalibrationCheck;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import java.util.ArrayList;
import java.util.List;

/** Formats figures as tables for people: one of scorers, and one of other kinds of votes. */
final class EvaluationTable {
  private static final List<String> SCORERS =
      List.of(
          "scorer",
          "slice",
          "kind",
          "votes",
          "log loss",
          "prior",
          "Brier",
          "accuracy",
          "ECE",
          "by chance",
          "agreement",
          "voters'",
          "kappa",
          "left wins",
          "calibration");
  private static final List<String> RATERS =
      List.of("votes of", "slice", "against", "combinations", "agreement", "kappa");

  /** The first columns are texts, and are aligned on the left. */
  private static final int TEXTS = 3;

  private EvaluationTable() {}

  static List<String> lines(List<EvaluationFigures> figures) {
    List<String> lines = new ArrayList<>();
    List<List<String>> scorers =
        figures.stream().filter(each -> !each.isRater()).map(EvaluationTable::scorer).toList();
    List<List<String>> raters =
        figures.stream().filter(EvaluationFigures::isRater).map(EvaluationTable::rater).toList();
    if (!scorers.isEmpty()) {
      lines.addAll(aligned(SCORERS, scorers));
    }
    if (!raters.isEmpty()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(aligned(RATERS, raters));
    }
    return lines;
  }

  private static List<String> scorer(EvaluationFigures figures) {
    EvaluationSums sums = figures.sums();
    LiveEvaluation total = figures.total();
    boolean votes = sums.votes() > 0;
    AgreementSums agreement = sums.agreement();
    CalibrationCheck calibration = figures.calibration();
    return List.of(
        TerminalText.line(total.getModel() + " on " + total.getTopic()),
        TerminalText.line(total.getSlice()),
        TerminalText.line(total.getKind()),
        FigureText.count(sums.votes()),
        decimals(sums.logLoss()),
        decimals(votes ? figures.classPriorLogLoss() : Double.NaN),
        decimals(sums.brier()),
        FigureText.percent(sums.accuracy()),
        votes ? decimals(Reliability.of(sums.reliability()).calibrationError()) : FigureText.NONE,
        votes ? decimals(PerfectCalibration.of(sums.reliability()).mean()) : FigureText.NONE,
        FigureText.percent(agreement.scorerAgreement()),
        FigureText.percent(agreement.votersAgreement()),
        decimals(figures.kappa()),
        FigureText.percent(sums.position().share()),
        calibration == null ? "z " + decimals(sums.z()) : EvaluationFigures.verdict(calibration));
  }

  private static List<String> rater(EvaluationFigures figures) {
    EvaluationSums sums = figures.sums();
    return List.of(
        TerminalText.line(figures.total().getModel()),
        TerminalText.line(figures.total().getSlice()),
        TerminalText.line(figures.total().getKind()),
        FigureText.count(sums.votes()),
        FigureText.percent(sums.accuracy()),
        decimals(figures.kappa()));
  }

  private static String decimals(double value) {
    return FigureText.decimals(value, 4);
  }

  private static List<String> aligned(List<String> heading, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(List.of(heading));
    all.addAll(rows);
    return new AlignedColumns(TEXTS).lines(all);
  }
}
