package dev.arena.trainer.report;

import dev.arena.statistics.Interval;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A chart of values with their intervals, each in its own row, on a common axis. The label of a row
 * is above its line, so that the chart is readable in a narrow window.
 *
 * @param title of the chart
 * @param description what it shows
 * @param axisLabel what the numbers are
 * @param reference value of a line through all rows, such as 0; null for none
 * @param rows from top to bottom
 */
record IntervalChart(
    String title,
    String description,
    String axisLabel,
    @Nullable Double reference,
    List<Row> rows) {
  private static final int WIDTH = 440;
  private static final int ROW = 40;
  private static final int TOP = 6;
  private static final int AXIS = 46;

  /**
   * A row.
   *
   * @param label text on the left
   * @param words text on the right
   * @param interval of the first mark; null for none
   * @param marks values, drawn one below the other
   */
  record Row(String label, String words, @Nullable Interval interval, List<Mark> marks) {
    static Row of(String label, String words, Interval interval, double value, boolean own) {
      return new Row(label, words, interval, List.of(new Mark(value, own ? Look.OWN : Look.OTHER)));
    }

    /** A difference between two log losses. */
    static Row of(String label, Difference difference, boolean own) {
      return of(
          label,
          Numbers.signed(difference.mean()),
          difference.interval95(),
          difference.mean(),
          own);
    }
  }

  /** A value and how it is drawn. */
  record Mark(double value, Look look) {}

  /** Ways to draw a value, distinguished by shape and colour. */
  enum Look {
    OWN,
    OTHER,
    HOLLOW
  }

  /** A chart, as SVG, of how the log loss of a model differs from that of others. */
  static String ofDifferences(String title, String description, List<Row> rows) {
    String axisLabel = "difference in log loss; left of 0, the model is better";
    return new IntervalChart(title, description, axisLabel, 0.0, rows).svg();
  }

  /** The chart as SVG, with an axis that spans all values. */
  String svg() {
    DoubleStream.Builder values = DoubleStream.builder();
    for (Row row : rows) {
      row.marks().forEach(mark -> values.add(mark.value()));
      if (row.interval() != null) {
        values.add(row.interval().low()).add(row.interval().high());
      }
    }
    if (reference != null) {
      values.add(reference);
    }
    double[] all = values.build().sorted().toArray();
    return svg(Axis.around(all[0], all[all.length - 1], 12, WIDTH - 12));
  }

  /** The chart as SVG, with an axis from 0% to 100%. */
  String svgOfShares() {
    return svg(new Axis(0, 1, 18, WIDTH - 22, true));
  }

  private String svg(Axis x) {
    int bottom = TOP + rows.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + AXIS, title, description);
    x.drawBelow(svg, TOP, bottom, bottom);
    if (reference != null) {
      svg.line("reference", x.at(reference), TOP, x.at(reference), bottom);
    }
    svg.text("axis", WIDTH / 2.0, bottom + 36, "middle", axisLabel);
    for (int i = 0; i < rows.size(); i++) {
      draw(svg, rows.get(i), x, TOP + i * ROW);
    }
    return svg.toString();
  }

  private static void draw(Svg svg, Row row, Axis x, double top) {
    boolean own = row.marks().stream().anyMatch(mark -> mark.look() == Look.OWN);
    svg.text(own ? "label own-label" : "label", 2, top + 14, "start", row.label());
    svg.text(own ? "label own-label" : "label", WIDTH - 2, top + 14, "end", row.words());
    // each mark is slightly below the previous one, so that equal values stay visible
    double y = top + (row.marks().size() > 1 ? 23 : 27);
    Interval interval = row.interval();
    if (interval != null) {
      String look = row.marks().get(0).look() == Look.OWN ? "whisker own-line" : "whisker";
      svg.line(look, x.at(interval.low()), y, x.at(interval.high()), y);
      svg.line(look, x.at(interval.low()), y - 4, x.at(interval.low()), y + 4);
      svg.line(look, x.at(interval.high()), y - 4, x.at(interval.high()), y + 4);
    }
    for (Mark mark : row.marks()) {
      switch (mark.look()) {
        case OWN -> svg.dot("own", x.at(mark.value()), y, 5);
        case OTHER -> svg.diamond("other", x.at(mark.value()), y, 5.5);
        case HOLLOW -> svg.dot("hollow", x.at(mark.value()), y, 5);
      }
      y += 5;
    }
  }
}
