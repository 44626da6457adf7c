package dev.arena.trainer.report;

import dev.arena.statistics.calibration.Reliability;
import dev.arena.trainer.report.LineChart.Point;
import dev.arena.trainer.report.LineChart.Series;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Picture;
import dev.arena.trainer.report.Section.Table;
import dev.arena.trainer.report.TrainingPart.Calibrated;
import dev.arena.trainer.report.TrainingPart.CalibrationChange;
import dev.arena.trainer.report.TrainingPart.CurvePoint;
import dev.arena.trainer.report.TrainingPart.Learning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sections about the training run: curves, calibration, data checks, and the recipe. */
final class TrainingSections {
  private final TrainingPart training;
  private final Reliability shown;

  /**
   * @param shown the model's reliability, which the page already shows
   */
  TrainingSections(TrainingPart training, Reliability shown) {
    this.training = training;
    this.shown = shown;
  }

  /** The sections before those about the model. */
  List<Section> before() {
    List<Section> sections = new ArrayList<>();
    Learning learning = training.learning();
    if (learning != null && !learning.curve().isEmpty()) {
      sections.add(curves(learning));
    }
    CalibrationChange change = training.calibration();
    if (change != null) {
      sections.add(calibration(change));
    }
    return sections;
  }

  /** The sections after those about the model. */
  List<Section> after() {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < training.tables().size(); i++) {
      TrainingPart.Table table = training.tables().get(i);
      List<Line> lines = table.rows().stream().map(TrainingSections::line).toList();
      sections.add(
          new Section(
              "table-" + (i + 1),
              table.title(),
              table.sentence(),
              "",
              List.of(
                  Block.of(
                      table.words()
                          ? Table.ofWords(table.title(), table.columns(), lines)
                          : new Table(table.title(), table.columns(), lines)))));
    }
    sections.add(recipe());
    return sections;
  }

  private static Line line(List<String> cells) {
    return Line.of(cells.get(0), cells.subList(1, cells.size()).toArray(String[]::new));
  }

  private static Section curves(Learning learning) {
    List<Point> losses = points(learning, CurvePoint::loss);
    List<Point> heldOut = points(learning, CurvePoint::heldOutLoss);
    List<Point> rates = points(learning, CurvePoint::learningRate);
    List<Series> series = new ArrayList<>();
    if (!losses.isEmpty()) {
      series.add(new Series("training (smoothed)", losses.size() == 1, losses));
    }
    if (!heldOut.isEmpty()) {
      series.add(new Series("held out", true, heldOut));
    }
    List<Picture> pictures = new ArrayList<>();
    if (!series.isEmpty()) {
      pictures.add(
          new Picture(
              new LineChart(
                      "Learning curves",
                      "Two-way loss of training and held-out pairs by step",
                      "step",
                      series)
                  .svg(),
              "Two-way loss; guessing gives 0.693. The weights of step %s were kept."
                  .formatted(Numbers.count(learning.bestStep()))));
    }
    if (!rates.isEmpty()) {
      pictures.add(
          new Picture(
              new LineChart(
                      "Learning rate",
                      "Learning rate of the encoder by step",
                      "step",
                      List.of(new Series("learning rate", rates.size() == 1, rates)))
                  .svg(),
              "The encoder's learning rate."));
    }
    return Section.of("curves", Map.of(), Block.of(pictures.toArray(Picture[]::new)));
  }

  private static List<Point> points(
      Learning learning, Function<CurvePoint, @Nullable Double> value) {
    List<Point> points = new ArrayList<>();
    for (CurvePoint point : learning.curve()) {
      Double found = value.apply(point);
      if (found != null) {
        points.add(new Point(point.step(), found));
      }
    }
    return points;
  }

  private Section calibration(CalibrationChange change) {
    Calibrated before = change.before();
    Calibrated after = change.after();
    if (after != null) {
      return Section.of(
          "calibration-change",
          Map.of("helped", true),
          Block.of(
              picture("Before calibration", before, "Before."),
              picture("After calibration", after, "After.")),
          table("Before and after", line("before", before), line("after", after)));
    }
    Block table = table("Out of fold", line("without calibration", before));
    Picture picture = picture("Out of fold", before, "Out of fold, without calibration.");
    return Section.of(
        "calibration-change",
        Map.of("helped", false),
        before.reliability().equals(shown)
            ? new Block[] {table}
            : new Block[] {Block.of(picture), table});
  }

  private static Picture picture(String title, Calibrated calibrated, String caption) {
    return new Picture(new ReliabilityChart(title, calibrated.reliability()).svg(), caption);
  }

  private static Block table(String caption, Line... lines) {
    return Block.of(
        new Table(
            caption,
            List.of("", "log loss", "calibration error", "by chance", "95th percentile by chance"),
            List.of(lines)));
  }

  private static Line line(String name, Calibrated calibrated) {
    return Line.of(
        name,
        Numbers.loss(calibrated.scores().logLoss()),
        Numbers.error(calibrated.scores().calibrationError()),
        Numbers.error(calibrated.perfectlyCalibrated().mean()),
        Numbers.error(calibrated.perfectlyCalibrated().percentile95()));
  }

  private Section recipe() {
    List<Line> lines = new ArrayList<>();
    training.recipe().forEach((name, value) -> lines.add(Line.of(name, String.valueOf(value))));
    return Section.of(
        "recipe",
        Map.of("single", training.learning() != null),
        Block.of(Table.ofWords("Recipe", List.of("key", "value"), lines)));
  }
}
