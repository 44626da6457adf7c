package dev.arena.trainer.report;

import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.ModelFigures.Comparison;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.evaluate.Scores;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Example;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Picture;
import dev.arena.trainer.report.Section.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The sections that compare the models with the baselines and with each other. */
final class SummarySections {
  private final Figures figures;

  SummarySections(Figures figures) {
    this.figures = figures;
  }

  /** The log loss of all models and baselines, and the differences between them, paired by row. */
  Section logLoss() {
    List<IntervalChart.Row> losses = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (ModelFigures model : figures.bundles()) {
      Scores scores = model.scores();
      losses.add(row(named(model), scores, true));
      lines.add(line(named(model), scores).looking("own-row"));
    }
    figures
        .baselines()
        .forEach(
            (name, scores) -> {
              losses.add(row(Baselines.description(name), scores, false));
              lines.add(line(Baselines.description(name), scores));
            });
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Block.of(
            new Picture(
                new IntervalChart(
                        "Log loss compared with the baselines",
                        "Log loss of each model and baseline with its 95% interval; lower is"
                            + " better",
                        "log loss; lower (left) is better",
                        null,
                        losses)
                    .svg(),
                "Log loss with its 95% interval. Intervals may overlap even if one model is better"
                    + " on nearly every row: judge by the differences."),
            new Picture(
                differences(figures.bundles().get(0)),
                "Log loss of the model minus that of each baseline, paired by row, with the 95%"
                    + " interval of the mean. A difference whose interval includes 0 is not"
                    + " significant.")));
    blocks.add(
        Block.of(
            new Table(
                "All on the same " + Numbers.count(figures.rows()) + " rows",
                List.of("", "log loss", "95% interval", "accuracy", "calibration error"),
                lines)));
    blocks.add(
        Block.of(
            new Table(
                "Differences, paired by row",
                List.of("", "difference", "95% interval", "verdict"),
                differenceLines())));
    blocks.add(Block.note("Baselines are " + figures.baselinesFitted() + "."));
    return Section.of(
        "log-loss", Map.of("tieFree", figures.outcomes() == 2), blocks.toArray(Block[]::new));
  }

  private static IntervalChart.Row row(String name, Scores scores, boolean own) {
    return IntervalChart.Row.of(
        name, Numbers.loss(scores.logLoss()), scores.interval95(), scores.logLoss(), own);
  }

  private static Line line(String name, Scores scores) {
    return Line.of(
        name,
        Numbers.loss(scores.logLoss()),
        Numbers.loss(scores.interval95()),
        Numbers.share(scores.accuracy()),
        Numbers.error(scores.calibrationError()));
  }

  private static String differences(ModelFigures model) {
    List<IntervalChart.Row> rows = new ArrayList<>();
    model
        .differenceToBaseline()
        .forEach(
            (name, difference) ->
                rows.add(IntervalChart.Row.of(Baselines.description(name), difference, true)));
    return IntervalChart.ofDifferences(
        "Difference from the baselines",
        "Mean difference in log loss from each baseline, paired by row, with its 95% interval",
        rows);
  }

  private List<Line> differenceLines() {
    List<Line> lines = new ArrayList<>();
    for (ModelFigures model : figures.bundles()) {
      String name = figures.bundles().size() > 1 ? name(model) + " " : "";
      model
          .differenceToBaseline()
          .forEach(
              (baseline, difference) ->
                  lines.add(
                      Line.of(
                          name + "from the " + Baselines.description(baseline),
                          Numbers.signed(difference.mean()),
                          Numbers.signed(difference.interval95()),
                          verdict(difference))));
    }
    return lines;
  }

  /** The verdict on a difference, from its interval. */
  static String verdict(Difference difference) {
    if (difference.interval95().high() < 0) {
      return "better";
    }
    return difference.interval95().low() > 0 ? "worse" : "not significant";
  }

  /** The cost of the models; empty unless that of several is known. */
  List<Section> costs() {
    List<ModelFigures> known =
        figures.bundles().stream().filter(m -> m.cpuMillisecondsPerPair() != null).toList();
    if (known.size() < 2) {
      return List.of();
    }
    List<CostChart.Point> points = known.stream().map(CostChart.Point::of).toList();
    return List.of(
        Section.of(
            "cost",
            Map.of(),
            Block.of(
                new Picture(
                    new CostChart(points).svg(),
                    "The line joins the models that no other beats in both respects.")),
            Block.of(
                new Table(
                    "Cost and log loss",
                    List.of("", "processor ms per pair", "log loss"),
                    points.stream()
                        .map(
                            point ->
                                Line.of(
                                    point.name(),
                                    CostChart.milliseconds(point.milliseconds()),
                                    Numbers.loss(point.loss())))
                        .toList()))));
  }

  /** A comparison of each further model with the first. */
  List<Section> comparisons() {
    List<Section> sections = new ArrayList<>();
    ModelFigures first = figures.bundles().get(0);
    for (int i = 1; i < figures.bundles().size(); i++) {
      ModelFigures model = figures.bundles().get(i);
      Comparison comparison = model.differenceToFirst();
      if (comparison != null) {
        sections.add(comparison(first, model, comparison).named("-" + (i + 1), ""));
      }
    }
    return sections;
  }

  private static Section comparison(ModelFigures first, ModelFigures model, Comparison comparison) {
    Difference difference = comparison.difference();
    return Section.of(
        "comparison",
        Map.of("model", name(model), "first", name(first)),
        Block.of(
            new Table(
                "Difference, paired by row",
                List.of("", "mean difference", "95% interval", "better on", "worse on", "verdict"),
                List.of(
                    Line.of(
                        name(model) + " from " + name(first),
                        Numbers.signed(difference.mean()),
                        Numbers.signed(difference.interval95()),
                        Numbers.share(comparison.shareBetter()),
                        Numbers.share(comparison.shareWorse()),
                        verdict(difference))))),
        Block.of(
            new Picture(
                new Histogram(
                        "Differences between the losses on each row",
                        "Number of rows by their difference in log loss",
                        "difference in a row's log loss; left of 0, the second is better",
                        comparison.differences())
                    .svg(),
                "Rows by their difference; the outermost bars hold all those beyond the 99th"
                    + " percentile.")),
        Block.note("The rows that moved most:"),
        Block.of(Example.of(comparison.movedMost())));
  }

  private String named(ModelFigures model) {
    return figures.bundles().size() > 1 ? name(model) : model.model();
  }

  /** The directory of a model if it has one, else its name: two models may have the same name. */
  static String name(ModelFigures model) {
    return model.bundle() == null ? model.model() : model.bundle();
  }

  /**
   * A histogram of differences with 0 in the middle. The outermost bars hold all values beyond the
   * 99th percentile of the absolute values.
   *
   * @param title of the picture
   * @param description what it shows
   * @param axisLabel what the numbers are
   * @param values at least one
   */
  private record Histogram(String title, String description, String axisLabel, double[] values) {
    private static final int WIDTH = 440;
    private static final int BOTTOM = 190;
    private static final int TOP = 12;
    private static final int BINS = 30;

    String svg() {
      double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
      double widest = Math.max(1e-9, sizes[(int) (0.99 * (sizes.length - 1))]);
      int[] counts = new int[BINS];
      for (double value : values) {
        int bin = (int) Math.floor((value + widest) / (2 * widest) * BINS);
        counts[Math.max(0, Math.min(BINS - 1, bin))]++;
      }
      int most = Arrays.stream(counts).max().orElse(1);
      Svg svg = new Svg(WIDTH, BOTTOM + 46, title, description);
      Axis x = new Axis(-widest, widest, 14, WIDTH - 14);
      x.drawBelow(svg, TOP, BOTTOM, BOTTOM);
      double wide = (WIDTH - 28.0) / BINS;
      for (int i = 0; i < BINS; i++) {
        double high = (BOTTOM - TOP) * (double) counts[i] / most;
        svg.bar(
            i < BINS / 2 ? "bar" : "bar other-bar",
            14 + i * wide + 0.5,
            BOTTOM - high,
            wide - 1,
            high);
      }
      svg.line("reference", x.at(0), TOP, x.at(0), BOTTOM);
      svg.text("axis", WIDTH / 2.0, BOTTOM + 36, "middle", axisLabel);
      return svg.toString();
    }
  }
}
