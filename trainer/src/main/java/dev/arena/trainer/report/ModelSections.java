package dev.arena.trainer.report;

import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.Interval;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.trainer.evaluate.LengthBias;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.ModelFigures.Confusion;
import dev.arena.trainer.evaluate.ModelFigures.VariantFigures;
import dev.arena.trainer.evaluate.RowExample;
import dev.arena.trainer.evaluate.SwapCheck;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Cell;
import dev.arena.trainer.report.Section.Example;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Picture;
import dev.arena.trainer.report.Section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sections about one model: its errors, calibration and biases. */
final class ModelSections {
  private final ModelFigures model;
  private final String suffix;
  private final String of;
  private final List<Outcome> outcomes;

  /**
   * @param number of the model, counting from 1
   * @param only whether it is the only model
   * @param tieFree whether no row is a tie
   */
  ModelSections(ModelFigures model, int number, boolean only, boolean tieFree) {
    this.model = model;
    this.suffix = number == 1 ? "" : "-" + number;
    this.of = only ? "" : ": " + SummarySections.name(model);
    this.outcomes =
        tieFree
            ? List.of(Outcome.WINNER_MODEL_A, Outcome.WINNER_MODEL_B)
            : List.of(Outcome.values());
  }

  List<Section> all() {
    List<Section> sections = new ArrayList<>();
    sections.add(calibration());
    sections.add(confusion());
    sections.add(SliceSections.slices(model.slices()));
    LengthBias.Share overall = model.lengthBias().overall();
    if (overall != null) {
      sections.add(SliceSections.lengthBias(overall, model.lengthBias().byGap()));
    }
    SwapCheck swap = model.swap();
    if (swap != null) {
      sections.add(swap(swap));
    }
    if (model.variants().size() > 1) {
      sections.add(variants(model.variants()));
    }
    if (!model.mostConfidentErrors().isEmpty()) {
      sections.add(mostConfidentErrors(model.mostConfidentErrors()));
    }
    return sections.stream().map(section -> section.named(suffix, of)).toList();
  }

  private Section calibration() {
    double error = model.scores().calibrationError();
    boolean within = error <= model.perfectlyCalibrated().percentile95();
    return Section.of(
        "calibration",
        Map.of(),
        Block.of(
            new Picture(
                new ReliabilityChart("Reliability" + of, model.reliability()).svg(),
                "Confidence against outcome, on %s rows."
                    .formatted(
                        Numbers.count(
                            model.reliability().bins().stream()
                                .mapToLong(Reliability.Bin::rows)
                                .sum()))),
            new Picture(
                chance(error),
                "The calibration error is the mean distance of the dots from the diagonal. A"
                    + " perfectly calibrated model with these probabilities would have one, too,"
                    + " by chance. "
                    + (within
                        ? "This model is within that range."
                        : "This model is above it: it is not well calibrated on these"
                            + " rows."))));
  }

  private String chance(double error) {
    return new IntervalChart(
            "Calibration error compared with chance",
            "The model's calibration error, and what a perfectly calibrated model would show",
            "calibration error; left is better",
            0.0,
            List.of(
                IntervalChart.Row.of(
                    "this model", Numbers.error(error), new Interval(error, error), error, true),
                IntervalChart.Row.of(
                    "perfectly calibrated, 95% of cases",
                    Numbers.error(model.perfectlyCalibrated().mean()),
                    new Interval(0, model.perfectlyCalibrated().percentile95()),
                    model.perfectlyCalibrated().mean(),
                    false)))
        .svg();
  }

  private Section confusion() {
    Confusion confusion = model.confusion();
    int most =
        confusion.rows().stream().flatMap(List::stream).mapToInt(Integer::intValue).max().orElse(1);
    List<Line> lines = new ArrayList<>();
    for (Outcome voted : outcomes) {
      int all = outcomes.stream().mapToInt(found -> confusion.of(voted, found)).sum();
      List<Cell> cells = new ArrayList<>();
      for (Outcome found : outcomes) {
        int count = confusion.of(voted, found);
        cells.add(
            new Cell(
                all == 0
                    ? "0"
                    : "%s (%s)"
                        .formatted(Numbers.count(count), Numbers.share((double) count / all)),
                Numbers.format("%.2f", 0.55 * count / Math.max(1, most))));
      }
      cells.add(Cell.of(Numbers.count(all)));
      lines.add(new Line("voted " + voted.label(), cells, ""));
    }
    List<String> columns = new ArrayList<>(List.of(""));
    outcomes.forEach(found -> columns.add("likeliest " + found.label()));
    columns.add("rows");
    return Section.of(
        "confusion",
        Map.of("tieFree", outcomes.size() == 2),
        Block.of(new Table("Rows by vote and likeliest outcome", columns, lines)));
  }

  private static Section swap(SwapCheck swap) {
    return Section.of(
        "swap",
        Map.of("rows", Numbers.count(swap.rows())),
        Block.of(
            new Table(
                "After the swap",
                List.of("", "found"),
                List.of(
                    Line.of(
                        "rows whose likeliest outcome changed",
                        "%s (%s)"
                            .formatted(
                                Numbers.count(swap.flipped()),
                                Numbers.share((double) swap.flipped() / swap.rows()))),
                    Line.of("largest change in a probability", Numbers.small(swap.maxDifference())),
                    Line.of(
                        "mean of each row's largest change",
                        Numbers.small(swap.meanDifference()))))));
  }

  private static Section variants(List<VariantFigures> variants) {
    List<Line> lines = new ArrayList<>();
    for (VariantFigures variant : variants) {
      lines.add(
          Line.of(
              variant.precision().text(),
              Numbers.loss(variant.logLoss()),
              variant.differenceToFp32() == null
                  ? ""
                  : Numbers.signed(variant.differenceToFp32().mean()),
              variant.klToFp32() == null ? "" : Numbers.small(variant.klToFp32()),
              Numbers.megabytes(variant.bytes()),
              Numbers.format("%.1f", variant.pairsPerSecond())));
    }
    return Section.of(
        "precisions",
        Map.of("rows", Numbers.count(variants.get(0).rows())),
        Block.of(
            new Table(
                "Precisions",
                List.of("", "log loss", "difference from fp32", "KL from fp32", "file", "pairs/s"),
                lines)));
  }

  private static Section mostConfidentErrors(List<RowExample> rows) {
    return Section.of("errors", Map.of(), Block.of(Example.of(rows)));
  }
}
