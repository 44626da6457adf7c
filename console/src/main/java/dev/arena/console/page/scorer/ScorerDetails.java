package dev.arena.console.page.scorer;

import dev.arena.console.page.Tile;
import dev.arena.console.page.scorer.ScorerPage.EvaluatedScorer;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.agreement.AgreementSums;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.calibration.CalibrationCheck;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.votes.evaluation.EvaluationFigures;
import dev.arena.votes.evaluation.EvaluationRecords;
import dev.arena.votes.evaluation.EvaluationSums;
import dev.arena.votes.evaluation.Slices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All figures of a scorer.
 *
 * @param query what selects it in the API
 * @param pictures drawn by the server
 */
record ScorerDetails(
    String model,
    String topic,
    String query,
    List<Tile> tiles,
    List<Picture> pictures,
    List<SliceRow> slices) {

  /**
   * A picture.
   *
   * @param svg the picture, with a text alternative
   */
  record Picture(String svg, String caption) {}

  /** The figures of a slice. */
  record SliceRow(
      String slice,
      String votes,
      String loss,
      String classPrior,
      String brier,
      String accuracy,
      String agreement,
      String people,
      String z) {
    static SliceRow of(EvaluationFigures figures) {
      EvaluationSums sums = figures.sums();
      return new SliceRow(
          figures.total().getSlice(),
          FigureText.count(sums.votes()),
          FigureText.decimals(sums.logLoss(), 3),
          FigureText.decimals(sums.votes() > 0 ? figures.classPriorLogLoss() : Double.NaN, 3),
          FigureText.decimals(sums.brier(), 3),
          FigureText.percent(sums.accuracy()),
          FigureText.percent(sums.agreement().scorerAgreement()),
          FigureText.percent(sums.agreement().votersAgreement()),
          FigureText.signed(sums.z(), 1));
    }
  }

  static ScorerDetails of(EvaluatedScorer scorer, EvaluationRecords records, Instant now) {
    EvaluationFigures all = scorer.all();
    List<Picture> pictures = new ArrayList<>();
    if (all.sums().votes() > 0) {
      Reliability reliability = Reliability.of(all.sums().reliability());
      pictures.add(
          new Picture(
              ReliabilityPicture.svg(reliability),
              "How often the most probable outcome was voted for, by its probability, with 95 % intervals. On the dashed line, the two are equal. Below: votes."));
      DailyLossPicture.svg(records.days(all.total(), now), all.classPriorLogLoss())
          .ifPresent(
              svg ->
                  pictures.add(
                      new Picture(
                          svg,
                          "Log loss of each day's votes. Dashed: the class prior of all votes, which knows only how often each outcome was voted for.")));
    }
    return new ScorerDetails(
        scorer.model(),
        scorer.topic(),
        scorer.query(),
        tiles(all, scorer.day()),
        pictures,
        records.all().stream()
            .filter(
                each -> scorer.is(each.total().getModel(), Optional.of(each.total().getTopic())))
            .filter(each -> !each.total().getSlice().equals(Slices.ALL))
            .map(SliceRow::of)
            .toList());
  }

  private static List<Tile> tiles(EvaluationFigures all, EvaluationFigures day) {
    EvaluationSums sums = all.sums();
    boolean votes = sums.votes() > 0;
    List<Tile> tiles = new ArrayList<>();
    tiles.add(logLoss("Log loss, last 24 hours", day));
    tiles.add(logLoss("Log loss, all votes", all));
    tiles.add(calibration(all, day));
    tiles.add(
        new Tile(
            "Accuracy",
            FigureText.percent(sums.accuracy()),
            "Brier " + FigureText.decimals(sums.brier(), 3)));
    AgreementSums agreement = sums.agreement();
    tiles.add(
        new Tile(
            "Scorer agrees with people",
            FigureText.percent(agreement.scorerAgreement()),
            "people with each other "
                + FigureText.percent(agreement.votersAgreement())
                + ", "
                + FigureText.count(agreement.combinations(), "combination")));
    tiles.add(
        new Tile(
            "Kappa", FigureText.decimals(all.kappa(), 3), "agreement with votes beyond chance"));
    tiles.add(
        new Tile(
            "Calibration error",
            FigureText.decimals(
                votes ? Reliability.of(sums.reliability()).calibrationError() : Double.NaN, 3),
            "by chance "
                + FigureText.decimals(
                    votes ? PerfectCalibration.of(sums.reliability()).mean() : Double.NaN, 3)));
    PositionBias position = sums.position();
    tiles.add(
        new Tile(
            "Left answer wins",
            FigureText.percent(position.share()),
            position.decisive() == 0
                ? "no decisive vote says which it was"
                : "%s of %s"
                    .formatted(
                        FigureText.percents(position.interval()),
                        FigureText.count(position.decisive(), "decisive vote"))));
    return tiles;
  }

  private static Tile logLoss(String name, EvaluationFigures figures) {
    long votes = figures.sums().votes();
    return new Tile(
        name,
        FigureText.decimals(figures.sums().logLoss(), 3),
        votes == 0
            ? "no votes"
            : "class prior %s, %s"
                .formatted(
                    FigureText.decimals(figures.classPriorLogLoss(), 3),
                    FigureText.count(votes, "vote")));
  }

  private static Tile calibration(EvaluationFigures all, EvaluationFigures day) {
    CalibrationCheck check = all.calibration();
    return new Tile(
        "Calibration",
        ScorerRow.verdict(check),
        (check == null
                ? ""
                : "mean surprise %s %s, "
                    .formatted(
                        FigureText.signed(check.mean(), 3),
                        FigureText.interval(check.interval(), 3)))
            + "z of the last 24 hours "
            + FigureText.signed(day.sums().z(), 1));
  }
}
