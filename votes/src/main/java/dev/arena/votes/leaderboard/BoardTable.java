package dev.arena.votes.leaderboard;

import dev.arena.cli.AlignedColumns;
import dev.arena.schemas.text.TerminalText;
import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.Bootstrap;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.StyleCoefficient;
import dev.arena.votes.evaluation.Slices;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Formats a board as a table for people, with the checks that say whether to trust it. */
final class BoardTable {
  private static final int SHORTEST_BAR = 15;
  private static final int LONGEST_BAR = 61;
  private static final int LONGEST_NAME = 40;
  private static final String NOTE = "note  ";

  /** Rank, model, interval and status are texts. */
  private static final AlignedColumns COLUMNS = new AlignedColumns(4);

  private final ShownBoard shown;
  private final RatingBoard board;
  private final double low;
  private final double high;
  private final char[] marks;
  private final Map<String, Double> plainRatings;
  private final Map<String, Integer> plainPositions;
  private final Map<String, Integer> positions;
  private final Map<String, Bootstrap.Row> bootstrapped;
  private int bar = SHORTEST_BAR;

  /**
   * @param plainText whether intervals are drawn in ASCII
   */
  BoardTable(ShownBoard shown, boolean plainText) {
    this.shown = shown;
    this.board = shown.board();
    this.low = ends().mapToDouble(Interval::low).min().orElse(0);
    this.high = ends().mapToDouble(Interval::high).max().orElse(1);
    RatingBoard plain = shown.plain();
    this.plainRatings = shown.plainRatings();
    this.plainPositions = plain == null ? Map.of() : ShownBoard.positions(plain);
    this.positions = ShownBoard.positions(board);
    this.bootstrapped = shown.bootstrapped();
    this.marks = (plainText ? " -|*" : "·─│●").toCharArray();
  }

  private Stream<Interval> ends() {
    return board.rows().stream()
        .map(BoardRow::standing)
        .filter(Objects::nonNull)
        .map(
            standing ->
                standing.interval() == null
                    ? new Interval(standing.rating(), standing.rating())
                    : standing.interval());
  }

  /**
   * The lines of the table; the intervals are drawn as wide as the other columns allow.
   *
   * @param columns how many characters a line should have at most
   */
  List<String> lines(int columns) {
    bar = SHORTEST_BAR;
    int width = table(1).stream().mapToInt(String::length).max().orElse(0);
    bar = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, columns - width + SHORTEST_BAR));
    List<String> lines = new ArrayList<>();
    lines.add(heading());
    lines.add("");
    for (int component = 1; component <= board.components(); component++) {
      if (board.components() > 1) {
        lines.add("board %d of %d".formatted(component, board.components()));
      }
      lines.addAll(table(component));
      lines.add("");
    }
    List<String> unranked =
        board.rows().stream()
            .filter(row -> row.standing() == null)
            .map(
                row ->
                    format(
                        row.counts().votes() == 1 ? "%s (%,d vote)" : "%s (%,d votes)",
                        name(row),
                        row.counts().votes()))
            .toList();
    if (!unranked.isEmpty()) {
      lines.add("unranked: " + String.join(", ", unranked));
      lines.add("");
    }
    lines.addAll(style());
    shown
        .checks()
        .forEach(
            check ->
                lines.add((check.passed() ? "ok    " : NOTE) + TerminalText.line(check.text())));
    board.warnings().forEach(warning -> lines.add(NOTE + TerminalText.line(warning)));
    return lines;
  }

  private String heading() {
    RatingBoard.Totals totals = board.totals();
    String heading =
        format(
            totals.votes() == 1
                ? "%s, %s: %,d vote on %d models, %.0f %% ties"
                : "%s, %s: %,d votes on %d models, %.0f %% ties",
            board.method(),
            selection(),
            totals.votes(),
            board.rows().size(),
            100 * totals.tieShare());
    return shown.computedAt() == null
        ? heading
        : format(
            "%s; votes through %s, computed %s",
            heading, seconds(shown.votesThrough()), seconds(shown.computedAt()));
  }

  private String selection() {
    String kind = shown.kind() == null ? "" : TerminalText.line(shown.kind()) + " ";
    return shown.slice().equals(Slices.ALL)
        ? "all " + kind + "votes"
        : kind + (kind.isEmpty() ? "" : "votes, ") + TerminalText.line(shown.slice());
  }

  private static String seconds(@Nullable Instant time) {
    return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private List<String> table(int component) {
    boolean styled = shown.plain() != null;
    boolean resampled = shown.bootstrap() != null;
    String interval =
        format(
            "%s %% interval",
            BigDecimal.valueOf(shown.level())
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString());
    List<String> heading =
        new ArrayList<>(List.of("rank", "model", interval, "status", "rating", "+-"));
    heading.addAll(List.of("votes", "voters"));
    if (styled) {
      heading.addAll(List.of("without style", "moved"));
    }
    if (resampled) {
      heading.add("bootstrap +-");
    }
    List<List<String>> rows = new ArrayList<>(List.of(heading));
    for (BoardRow row : board.rows()) {
      BoardRow.Standing standing = row.standing();
      if (standing != null && standing.component() == component) {
        rows.add(cells(row, standing, styled, resampled));
      }
    }
    return COLUMNS.lines(rows);
  }

  private List<String> cells(
      BoardRow row, BoardRow.Standing standing, boolean styled, boolean resampled) {
    List<String> cells = new ArrayList<>();
    cells.add(
        standing.rankBest() == standing.rankWorst()
            ? String.valueOf(standing.rankBest())
            : standing.rankBest() + "-" + standing.rankWorst());
    cells.add(name(row));
    cells.add(bar(standing));
    cells.add(BoardCheck.status(row));
    cells.add(format("%.1f", standing.rating()));
    cells.add(half(standing.interval()));
    cells.add(format("%,d", row.counts().votes()));
    cells.add(row.counts().voters() == 0 ? "-" : format("%,d", row.counts().voters()));
    if (styled) {
      cells.addAll(withoutStyle(row));
    }
    if (resampled) {
      cells.add(bootstrapped(row));
    }
    return cells;
  }

  private static String half(@Nullable Interval interval) {
    return interval == null ? "-" : format("%.1f", (interval.high() - interval.low()) / 2);
  }

  private List<String> withoutStyle(BoardRow row) {
    Double rating = plainRatings.get(row.model());
    int moved =
        plainPositions.getOrDefault(row.model(), 0) - positions.getOrDefault(row.model(), 0);
    return List.of(
        rating == null ? "-" : format("%.1f", rating), moved == 0 ? "=" : format("%+d", moved));
  }

  private String bootstrapped(BoardRow row) {
    Bootstrap.Row resampled = bootstrapped.get(row.model());
    return resampled == null ? "-" : half(resampled.interval());
  }

  /** The interval, drawn to scale. */
  private String bar(BoardRow.Standing standing) {
    char[] drawn = new char[bar];
    Arrays.fill(drawn, marks[0]);
    Interval interval = standing.interval();
    if (interval != null) {
      int from = place(interval.low());
      int to = place(interval.high());
      Arrays.fill(drawn, from, to + 1, marks[1]);
      drawn[from] = marks[2];
      drawn[to] = marks[2];
    }
    drawn[place(standing.rating())] = marks[3];
    return new String(drawn);
  }

  private int place(double rating) {
    return high > low ? (int) Math.round((rating - low) / (high - low) * (bar - 1)) : bar / 2;
  }

  private List<String> style() {
    if (board.style().isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("style", "coefficient", "+-"));
    for (StyleCoefficient each : board.style()) {
      rows.add(
          List.of(
              each.feature().name().toLowerCase(Locale.ROOT),
              format("%.3f", each.coefficient()),
              each.interval() == null
                  ? "-"
                  : format("%.3f", (each.interval().high() - each.interval().low()) / 2)));
    }
    List<String> lines = new ArrayList<>(new AlignedColumns(1).lines(rows));
    lines.add("");
    return lines;
  }

  private static String name(BoardRow row) {
    String name = TerminalText.line(row.model());
    int length = name.codePointCount(0, name.length());
    return length <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 3)) + "...";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
