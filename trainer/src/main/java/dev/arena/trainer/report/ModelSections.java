package dev.arena.trainer.report;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Confusion;
import dev.arena.trainer.evaluate.ExchangeCheck;
import dev.arena.trainer.evaluate.Interval;
import dev.arena.trainer.evaluate.LengthBias;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.Reliability;
import dev.arena.trainer.evaluate.RowExample;
import dev.arena.trainer.evaluate.Slice;
import dev.arena.trainer.evaluate.VariantFigures;
import dev.arena.trainer.report.IntervalChart.Look;
import dev.arena.trainer.report.IntervalChart.Mark;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Cell;
import dev.arena.trainer.report.Section.Example;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Picture;
import dev.arena.trainer.report.Section.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One model in detail: where it is right, how sure it is, and what it prefers. */
final class ModelSections {
  private static final int FEW = 30;

  private final ModelFigures model;
  private final String suffix;
  private final String of;
  private final List<Outcome> outcomes;

  /**
   * @param number of the model, from 1
   * @param only whether there is no other
   * @param decisive whether no row is a tie
   */
  ModelSections(ModelFigures model, int number, boolean only, boolean decisive) {
    this.model = model;
    this.suffix = number == 1 ? "" : "-" + number;
    this.of = only ? "" : " of " + SummarySections.name(model);
    this.outcomes =
        decisive
            ? List.of(Outcome.WINNER_MODEL_A, Outcome.WINNER_MODEL_B)
            : List.of(Outcome.values());
  }

  List<Section> all() {
    List<Section> sections = new ArrayList<>();
    sections.add(calibration());
    sections.add(confusion());
    sections.add(slices());
    LengthBias.Share overall = model.lengthBias().overall();
    if (overall != null) {
      sections.add(lengthBias(overall));
    }
    ExchangeCheck exchange = model.exchange();
    if (exchange != null) {
      sections.add(exchange(exchange));
    }
    if (!model.variants().isEmpty()) {
      sections.add(variants());
    }
    if (!model.mostConfidentErrors().isEmpty()) {
      sections.add(errors());
    }
    return sections;
  }

  private Section calibration() {
    double error = model.scores().calibrationError();
    boolean within = error <= model.perfectlyCalibrated().percentile95();
    return new Section(
        "calibration" + suffix,
        "Calibration" + of,
        "Rows are sorted by the probability of their likeliest outcome. Each dot tells in how many"
            + " of them that outcome was voted for, with a 95% interval; the bars below count the"
            + " rows.",
        "Dots on the dashed diagonal: of what is given 60%, six in ten come true. Below it the model"
            + " is too sure, above it too careful.",
        List.of(
            Block.of(
                new Picture(
                    new ReliabilityChart("Reliability" + of, model.reliability()).svg(),
                    "Confidence against what came out, on %s rows."
                        .formatted(
                            Numbers.count(
                                model.reliability().bins().stream()
                                    .mapToLong(Reliability.Bin::rows)
                                    .sum()))),
                new Picture(
                    chance(error),
                    "The calibration error is the mean distance of the dots to the diagonal. A"
                        + " perfectly calibrated model with these probabilities shows one, too, by"
                        + " chance. "
                        + (within
                            ? "This model is within that: nothing here speaks against it."
                            : "This model is above that: it is not well calibrated on these rows.")))));
  }

  private String chance(double error) {
    return new IntervalChart(
            "Calibration error beside chance",
            "The model's calibration error, and what a perfectly calibrated model would show",
            "calibration error, left is better",
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
    return new Section(
        "confusion" + suffix,
        "Votes and likeliest outcomes" + of,
        "Each line is a vote, each column what the model found likeliest; the share is of the line.",
        "Dark cells from the upper left to the lower right. A and B should be mirror images."
            + (outcomes.size() == 3
                ? " A tie is seldom the likeliest of three outcomes, even for a good model."
                : ""),
        List.of(Block.of(new Table("Rows by vote and likeliest outcome", columns, lines))));
  }

  private Section slices() {
    Map<String, List<Slice>> byKind = new LinkedHashMap<>();
    model
        .slices()
        .forEach(slice -> byKind.computeIfAbsent(slice.by(), by -> new ArrayList<>()).add(slice));
    List<Block> blocks = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    byKind.forEach(
        (by, slices) -> {
          pictures.add(new Picture(sliceChart(by, slices), "By " + by + "."));
          slices.forEach(slice -> lines.add(line(slice)));
        });
    blocks.add(Block.of(pictures.toArray(Picture[]::new)));
    blocks.add(
        Block.of(
            new Table(
                "Slices; those of fewer than %d rows are pale: little can be said of them"
                    .formatted(FEW),
                List.of(
                    "",
                    "rows",
                    "log loss",
                    "95% interval",
                    "less length and Markdown",
                    "95% interval"),
                lines)));
    return new Section(
        "slices" + suffix,
        "Where it is better and worse" + of,
        "The same rows, sorted by what they have in common. The pictures show the difference to the"
            + " baseline of length and Markdown on those rows, with its 95% interval.",
        "No interval wholly right of 0: there the model would be worse than a count of characters"
            + " and headings. Of many slices one in twenty looks good or bad by chance.",
        blocks);
  }

  private static String sliceChart(String by, List<Slice> slices) {
    List<IntervalChart.Row> rows =
        slices.stream()
            .map(
                slice ->
                    IntervalChart.Row.of(
                        "%s (%s)".formatted(slice.name(), Numbers.count(slice.rows())),
                        Numbers.signed(slice.lessLengthStyle().mean()),
                        slice.lessLengthStyle().interval95(),
                        slice.lessLengthStyle().mean(),
                        slice.rows() >= FEW))
            .toList();
    return new IntervalChart(
            "Difference by " + by,
            "Log loss less that of length and Markdown, by " + by,
            "difference of log loss, left of 0 the model is better",
            0.0,
            rows)
        .svg();
  }

  private static Line line(Slice slice) {
    return Line.of(
            slice.name(),
            Numbers.count(slice.rows()),
            Numbers.loss(slice.logLoss()),
            Numbers.loss(slice.interval95()),
            Numbers.signed(slice.lessLengthStyle().mean()),
            Numbers.signed(slice.lessLengthStyle().interval95()))
        .looking(slice.rows() < FEW ? "pale" : "");
  }

  private Section lengthBias(LengthBias.Share overall) {
    List<IntervalChart.Row> rows = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<LengthBias.Share> shares = new ArrayList<>(List.of(overall));
    shares.addAll(model.lengthBias().byGap());
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
    return new Section(
        "length" + suffix,
        "Preference for the longer answer" + of,
        "Of the rows with a winner: in how many did the longer answer win (diamond, with its 95%"
            + " interval), in how many does the model expect it to (dot, mean probability), and in"
            + " how many does it find the longer answer likelier (ring), by how many times longer"
            + " it is.",
        "Dots within the voters' intervals: the model likes length as much as people do. Rings"
            + " lie further out than dots for any model, because the likelier side takes all.",
        List.of(
            Block.of(
                new Picture(
                    new IntervalChart(
                            "Preference for the longer answer",
                            "Share of rows in which the longer answer wins, by the voters and by the model",
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
                        "longer by",
                        "rows",
                        "voters",
                        "95% interval",
                        "model expects",
                        "model picks"),
                    lines))));
  }

  private Section exchange(ExchangeCheck exchange) {
    return new Section(
        "exchange" + suffix,
        "Exchanging A and B" + of,
        "The first %s rows were scored a second time with the two answers exchanged."
            .formatted(Numbers.count(exchange.rows())),
        "No row changes its likeliest outcome, and no probability moves by more than 0.00001 (0.001"
            + " in int8): which answer is called A must not matter.",
        List.of(
            Block.of(
                new Table(
                    "After the exchange",
                    List.of("", ""),
                    List.of(
                        Line.of(
                            "rows whose likeliest outcome changed",
                            "%s (%s)"
                                .formatted(
                                    Numbers.count(exchange.flipped()),
                                    Numbers.share((double) exchange.flipped() / exchange.rows()))),
                        Line.of(
                            "largest difference of a probability",
                            Numbers.small(exchange.maxDifference())),
                        Line.of(
                            "mean of each row's largest difference",
                            Numbers.small(exchange.meanDifference())))))));
  }

  private Section variants() {
    List<Line> lines = new ArrayList<>();
    for (VariantFigures variant : model.variants()) {
      lines.add(
          Line.of(
              variant.precision().text(),
              Numbers.loss(variant.logLoss()),
              variant.lessFp32() == null ? "" : Numbers.signed(variant.lessFp32().mean()),
              variant.klToFp32() == null ? "" : Numbers.small(variant.klToFp32()),
              Numbers.megabytes(variant.bytes()),
              Numbers.format("%.1f", variant.pairsPerSecond())));
    }
    return new Section(
        "precisions" + suffix,
        "Precisions side by side" + of,
        "Every encoder of the bundle on the first %s rows, by turns, on this machine's CPU."
            .formatted(Numbers.count(model.variants().get(0).rows())),
        "A smaller precision costs no log loss (difference within a few thousandths), its mean"
            + " divergence (KL) from fp32 is at most 0.0005, and it is faster here.",
        List.of(
            Block.of(
                new Table(
                    "Precisions",
                    List.of("", "log loss", "less fp32", "KL to fp32", "file", "pairs/s"),
                    lines))));
  }

  private Section errors() {
    return new Section(
        "errors" + suffix,
        "Most confident errors" + of,
        "The rows to which the model gave the least probability for what was voted, with the"
            + " beginnings of their texts as users wrote them.",
        "Errors that a person would make, too: noisy votes, matters of taste. A kind of text that"
            + " comes up again and again is something to mend.",
        List.of(Block.of(examples(model.mostConfidentErrors()))));
  }

  static List<Example> examples(List<RowExample> rows) {
    return rows.stream().map(ModelSections::example).toList();
  }

  private static Example example(RowExample row) {
    String says =
        "voted %s; %s; loss %s"
            .formatted(
                row.voted().label(),
                probabilities(row.predicted()),
                Numbers.format("%.2f", VoteMetrics.logLoss(row.predicted(), row.voted())));
    Probabilities compared = row.compared();
    if (compared != null) {
      says +=
          "; the first model said %s, loss %s"
              .formatted(
                  probabilities(compared),
                  Numbers.format("%.2f", VoteMetrics.logLoss(compared, row.voted())));
    }
    return new Example(
        "line %s, id %s".formatted(Numbers.count(row.line()), row.excerpt().id()),
        says,
        List.of(
            new Example.Part("prompt", row.excerpt().prompt()),
            new Example.Part("A", row.excerpt().answerA()),
            new Example.Part("B", row.excerpt().answerB())));
  }

  private static String probabilities(Probabilities p) {
    return Arrays.stream(Outcome.values())
        .map(outcome -> outcome.label() + " " + Numbers.probability(p.of(outcome)))
        .reduce((one, other) -> one + ", " + other)
        .orElseThrow();
  }
}
