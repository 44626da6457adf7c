package dev.arena.trainer.report;

import dev.arena.trainer.evaluate.LengthBias;
import dev.arena.trainer.evaluate.Slice;
import dev.arena.trainer.report.IntervalChart.Look;
import dev.arena.trainer.report.IntervalChart.Mark;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Picture;
import dev.arena.trainer.report.Section.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections about one model on groups of rows that have something in common, such as the ratio
 * between the answer lengths.
 */
final class SliceSections {
  private static final int FEW = 30;

  private SliceSections() {}

  static Section slices(List<Slice> all) {
    Map<String, List<Slice>> byKind = new LinkedHashMap<>();
    all.forEach(slice -> byKind.computeIfAbsent(slice.by(), by -> new ArrayList<>()).add(slice));
    List<Picture> pictures = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<String> same = new ArrayList<>();
    byKind.forEach(
        (by, slices) -> {
          if (slices.size() == 1) { // nothing to compare: its figures are those of all rows
            same.add(by + ": " + slices.get(0).name());
            return;
          }
          pictures.add(new Picture(sliceChart(by, slices), "By " + by + "."));
          slices.forEach(slice -> lines.add(line(slice)));
        });
    List<Block> blocks = new ArrayList<>();
    if (!pictures.isEmpty()) {
      blocks.add(Block.of(pictures.toArray(Picture[]::new)));
      blocks.add(
          Block.of(
              new Table(
                  "Slices; those with fewer than %d rows are pale".formatted(FEW),
                  List.of(
                      "",
                      "rows",
                      "log loss",
                      "95% interval",
                      "difference from length and Markdown",
                      "95% interval"),
                  lines)));
    }
    if (!same.isEmpty()) {
      blocks.add(Block.note("The same in all rows: " + String.join("; ", same) + "."));
    }
    return Section.of("slices", Map.of("few", FEW), blocks.toArray(Block[]::new));
  }

  private static String sliceChart(String by, List<Slice> slices) {
    List<IntervalChart.Row> rows =
        slices.stream()
            .map(
                slice ->
                    IntervalChart.Row.of(
                        "%s (%s)".formatted(slice.name(), Numbers.count(slice.rows())),
                        slice.differenceToLengthStyle(),
                        slice.rows() >= FEW))
            .toList();
    return IntervalChart.ofDifferences(
        "Difference by " + by,
        "Log loss minus that of the regression on length and Markdown, by " + by,
        rows);
  }

  private static Line line(Slice slice) {
    return Line.of(
            slice.name(),
            Numbers.count(slice.rows()),
            Numbers.loss(slice.logLoss()),
            Numbers.loss(slice.interval95()),
            Numbers.signed(slice.differenceToLengthStyle().mean()),
            Numbers.signed(slice.differenceToLengthStyle().interval95()))
        .looking(slice.rows() < FEW ? "pale" : "");
  }

  static Section lengthBias(LengthBias.Share overall, List<LengthBias.Share> byGap) {
    List<IntervalChart.Row> rows = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<LengthBias.Share> shares = new ArrayList<>(List.of(overall));
    if (byGap.size() > 1) { // a single gap holds the rows of the first line again
      shares.addAll(byGap);
    }
    for (LengthBias.Share share : shares) {
      rows.add(
          new IntervalChart.Row(
              "%s (%s)".formatted(share.gap(), Numbers.count(share.rows())),
              "%.0f%% voted".formatted(100 * share.voters()),
              share.votersInterval95(),
              List.of(
                  new Mark(share.voters(), Look.OTHER),
                  new Mark(share.modelPicks(), Look.HOLLOW),
                  new Mark(share.modelExpects(), Look.OWN))));
      lines.add(
          Line.of(
              share.gap(),
              Numbers.count(share.rows()),
              Numbers.share(share.voters()),
              Numbers.share(share.votersInterval95()),
              Numbers.share(share.modelExpects()),
              Numbers.share(share.modelPicks())));
    }
    return Section.of(
        "length",
        Map.of(),
        Block.of(
            new Picture(
                new IntervalChart(
                        "Preference for the longer answer",
                        "Share of rows in which the longer answer wins, according to the voters"
                            + " and to the model",
                        "the longer answer wins",
                        0.5,
                        rows)
                    .svgOfShares(),
                "Diamond: voters. Dot: what the model expects. Ring: how often it finds the"
                    + " longer answer likelier.")),
        Block.of(
            new Table(
                "The longer answer wins",
                List.of(
                    "longer by", "rows", "voters", "95% interval", "model expects", "model picks"),
                lines)));
  }
}
