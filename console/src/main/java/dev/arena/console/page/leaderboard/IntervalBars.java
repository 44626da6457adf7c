package dev.arena.console.page.leaderboard;

import dev.arena.console.page.LinearScale;
import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.BoardRow.Standing;
import dev.arena.statistics.rating.RatingBoard;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Draws the ratings of a board with their intervals on one axis: the axis in the head of a table,
 * and a bar for each row. The figures stand beside the bars, so screen readers skip the bars.
 *
 * <p>Intervals that are much wider than the range of ratings are cut at the ends of the axis, where
 * they have no mark.
 */
final class IntervalBars {
  private static final int WIDTH = 210;
  private static final int HEIGHT = 28;
  private static final int MIDDLE = HEIGHT / 2;
  private static final int MARGIN = 16;
  private static final int TICKS = 5;

  /** How far the axis extends beyond the ratings, in points, if intervals do. */
  private static final double BEYOND = 150;

  private final LinearScale scale;
  private final String grid;

  private IntervalBars(LinearScale scale) {
    this.scale = scale;
    this.grid =
        scale.ticks(TICKS).stream()
            .map(tick -> format("M%.0f.5 0v%d", Math.floor(scale.at(tick)), HEIGHT))
            .collect(Collectors.joining());
  }

  /** The bars of a board's rows. */
  static IntervalBars of(RatingBoard board) {
    List<Standing> standings =
        board.rows().stream().map(BoardRow::standing).filter(Objects::nonNull).toList();
    double lowest = standings.stream().mapToDouble(Standing::rating).min().orElse(0);
    double highest = standings.stream().mapToDouble(Standing::rating).max().orElse(0);
    double low = standings.stream().mapToDouble(each -> interval(each).low()).min().orElse(lowest);
    double high =
        standings.stream().mapToDouble(each -> interval(each).high()).max().orElse(highest);
    return new IntervalBars(
        LinearScale.of(
            Math.max(low, lowest - BEYOND),
            Math.min(high, highest + BEYOND),
            MARGIN,
            WIDTH - MARGIN));
  }

  private static Interval interval(Standing standing) {
    return standing.interval() == null
        ? new Interval(standing.rating(), standing.rating())
        : standing.interval();
  }

  /** The axis. */
  String axis() {
    String labels =
        scale.ticks(TICKS).stream()
            .map(
                tick ->
                    format(
                        "<text class=\"tick\" x=\"%.0f\" y=\"11\" text-anchor=\"middle\">%.0f</text>",
                        scale.at(tick), tick))
            .collect(Collectors.joining());
    return format("<svg width=\"%d\" height=\"14\" aria-hidden=\"true\">%s</svg>", WIDTH, labels);
  }

  /** The bar of a row. */
  String bar(Standing standing) {
    return format(
        "<svg width=\"%d\" height=\"%d\" aria-hidden=\"true\"><path class=\"grid\" d=\"%s\"/>%s<circle class=\"own\" cx=\"%.1f\" cy=\"%d\" r=\"3.5\"/></svg>",
        WIDTH,
        HEIGHT,
        grid,
        standing.interval() == null ? "" : whisker(standing.interval()),
        scale.at(standing.rating()),
        MIDDLE);
  }

  private String whisker(Interval interval) {
    return format(
        "<path class=\"whisker\" d=\"M%.1f %dH%.1f%s%s\"/>",
        scale.at(interval.low()),
        MIDDLE,
        scale.at(interval.high()),
        end(interval.low()),
        end(interval.high()));
  }

  private String end(double value) {
    return scale.holds(value) ? format("M%.1f %dv8", scale.at(value), MIDDLE - 4) : "";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
