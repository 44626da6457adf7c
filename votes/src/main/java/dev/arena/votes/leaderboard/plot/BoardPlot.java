package dev.arena.votes.leaderboard.plot;

import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.Matchup;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingStatus;
import dev.arena.votes.leaderboard.plot.Canvas.Anchor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The picture of a board: the ratings with their intervals, and for the best models, how often each
 * won against each other and how many votes there are.
 */
final class BoardPlot {
  static final int WIDTH = 1000;

  private static final int MOST_RATINGS = 60;
  private static final int MOST_IN_MATRIX = 20;
  private static final int LONGEST_NAME = 30;

  private static final int MARGIN = 24;
  private static final int NAMES = 230;
  private static final int ROW = 20;
  private static final int HEADER = 58;
  private static final int AXIS = 34;
  private static final int MATRIX_NAMES = 150;
  private static final double MATRIX = (WIDTH - 3.0 * MARGIN) / 2;
  private static final double LARGEST_CELL = 26;
  private static final double SMALLEST_NUMBER = 6;

  private static final int WHITE = 0xFFFFFF;
  private static final int INK = 0x1F2328;
  private static final int FAINT = 0x6E7781;
  private static final int GRID = 0xE5E8EB;
  private static final int WIN = 0x1F5FAE;
  private static final int LOSS = 0xB35900;
  private static final Map<RatingStatus, Integer> COLOURS =
      Map.of(
          RatingStatus.ESTABLISHED, 0x1F5FAE,
          RatingStatus.USABLE, 0x6F9FD8,
          RatingStatus.PROVISIONAL, 0xA7AEB6,
          RatingStatus.UNRANKED, 0xA7AEB6);

  private final RatingBoard board;
  private final List<BoardRow> rated;
  private final List<BoardRow> shown;
  private final List<BoardRow> inMatrix;
  private final Map<String, Matchup> matchups = new HashMap<>();
  private final List<String> models;

  BoardPlot(RatingBoard board, Battles battles) {
    this.board = board;
    this.rated =
        board.rows().stream()
            .filter(row -> row.standing() != null && row.standing().component() == 1)
            .toList();
    this.shown = rated.subList(0, Math.min(MOST_RATINGS, rated.size()));
    this.inMatrix = rated.subList(0, Math.min(MOST_IN_MATRIX, rated.size()));
    this.models = battles.models();
    battles.matchups().forEach(each -> matchups.put(key(each.first(), each.second()), each));
  }

  String title() {
    return "%s: ratings of %d models".formatted(board.method(), rated.size());
  }

  int height() {
    return (int)
        Math.ceil(HEADER + ROW * shown.size() + AXIS + HEADER + matrixHeight() + 2.0 * MARGIN);
  }

  private double matrixHeight() {
    return MATRIX_NAMES + cell() * inMatrix.size();
  }

  private double cell() {
    return Math.min(LARGEST_CELL, (MATRIX - MATRIX_NAMES) / Math.max(1, inMatrix.size()));
  }

  void draw(Canvas canvas) {
    canvas.rectangle(0, 0, WIDTH, height(), WHITE);
    ratings(canvas);
    double top = HEADER + ROW * (double) shown.size() + AXIS + MARGIN;
    String best = inMatrix.size() < rated.size() ? " (the %d best)".formatted(inMatrix.size()) : "";
    heading(canvas, MARGIN, top, "Wins of the row against the column in %, ties half" + best);
    matrix(canvas, MARGIN, top + MARGIN, true);
    heading(canvas, 2 * MARGIN + MATRIX, top, "Votes by matchup" + best);
    matrix(canvas, 2 * MARGIN + MATRIX, top + MARGIN, false);
  }

  private static void heading(Canvas canvas, double x, double y, String text) {
    canvas.text(x, y, Anchor.START, 14, INK, text);
  }

  private void ratings(Canvas canvas) {
    String of = shown.size() < rated.size() ? "the %d best of ".formatted(shown.size()) : "";
    heading(
        canvas,
        MARGIN,
        MARGIN + 8,
        String.format(
            Locale.ROOT,
            "Ratings with intervals%s: %s%d models, %,d votes (%s)",
            board.components() > 1 ? " on board 1 of " + board.components() : "",
            of,
            rated.size(),
            votes(),
            board.method()));
    legend(canvas);
    Scale scale = scale();
    double bottom = HEADER + ROW * (double) shown.size();
    for (double tick : scale.ticks()) {
      double x = scale.x(tick);
      canvas.line(x, HEADER - 6, x, bottom, 1, GRID);
      canvas.text(x, bottom + 16, Anchor.MIDDLE, 11, FAINT, number(tick));
    }
    for (int i = 0; i < shown.size(); i++) {
      rating(canvas, scale, shown.get(i), HEADER + ROW * i + ROW / 2.0);
    }
  }

  /** The votes between the models of the board that is drawn. */
  private long votes() {
    Set<String> drawn = rated.stream().map(BoardRow::model).collect(Collectors.toSet());
    return matchups.values().stream()
        .filter(
            each ->
                drawn.contains(models.get(each.first()))
                    && drawn.contains(models.get(each.second())))
        .mapToLong(Matchup::votes)
        .sum();
  }

  private void legend(Canvas canvas) {
    double x = WIDTH - MARGIN - 270.0;
    for (RatingStatus status :
        List.of(RatingStatus.ESTABLISHED, RatingStatus.USABLE, RatingStatus.PROVISIONAL)) {
      canvas.dot(x, MARGIN + 4, 4, COLOURS.getOrDefault(status, FAINT));
      canvas.text(
          x + 9, MARGIN + 8, Anchor.START, 11, FAINT, status.name().toLowerCase(Locale.ROOT));
      x += 95;
    }
  }

  private static void rating(Canvas canvas, Scale scale, BoardRow row, double y) {
    BoardRow.Standing standing = row.standing();
    if (standing == null) {
      return;
    }
    int colour = COLOURS.getOrDefault(row.status(), FAINT);
    canvas.text(MARGIN + NAMES - 10.0, y + 4, Anchor.END, 12, INK, shortened(row.model()));
    Interval interval = standing.interval();
    if (interval != null) {
      canvas.line(scale.x(interval.low()), y, scale.x(interval.high()), y, 3, colour);
    }
    canvas.dot(scale.x(standing.rating()), y, 4.5, colour);
    canvas.text(WIDTH - (double) MARGIN, y + 4, Anchor.END, 11, FAINT, number(standing.rating()));
  }

  private Scale scale() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (BoardRow row : shown) {
      BoardRow.Standing standing = row.standing();
      if (standing != null) {
        Interval interval = standing.interval();
        low = Math.min(low, interval == null ? standing.rating() : interval.low());
        high = Math.max(high, interval == null ? standing.rating() : interval.high());
      }
    }
    return shown.isEmpty() ? new Scale(0, 1) : new Scale(low, Math.max(high, low + 1));
  }

  private void matrix(Canvas canvas, double left, double top, boolean wins) {
    double cell = cell();
    double x0 = left + MATRIX_NAMES;
    double y0 = top + MATRIX_NAMES;
    long most = matchups.values().stream().mapToLong(Matchup::votes).max().orElse(1);
    double size = Math.min(9, cell * 0.42);
    for (int i = 0; i < inMatrix.size(); i++) {
      String name = shortened(inMatrix.get(i).model());
      canvas.text(x0 - 6, y0 + cell * (i + 0.5) + 3.5, Anchor.END, 10, INK, name);
      canvas.textUpwards(x0 + cell * (i + 0.5) + 3.5, y0 - 6, 10, INK, name);
      for (int j = 0; j < inMatrix.size(); j++) {
        Shown value = wins ? winRate(i, j) : votes(i, j, most);
        canvas.rectangle(
            x0 + cell * j + 0.5, y0 + cell * i + 0.5, cell - 1, cell - 1, value.colour());
        if (size >= SMALLEST_NUMBER) {
          canvas.text(
              x0 + cell * (j + 0.5),
              y0 + cell * (i + 0.5) + size * 0.36,
              Anchor.MIDDLE,
              size,
              isDark(value.colour()) ? WHITE : INK,
              value.text());
        }
      }
    }
  }

  private record Shown(int colour, String text) {}

  private Shown winRate(int row, int column) {
    Matchup matchup = matchup(row, column);
    if (row == column || matchup == null) {
      return new Shown(row == column ? WHITE : GRID, "");
    }
    double firstWins = matchup.firstWins() + 0.5 * matchup.ties();
    double share = firstWins / matchup.votes();
    double ofRow = index(row) == matchup.first() ? share : 1 - share;
    return new Shown(
        mixed(ofRow > 0.5 ? WIN : LOSS, Math.min(1, 2 * Math.abs(ofRow - 0.5))),
        String.valueOf(Math.round(100 * ofRow)));
  }

  private Shown votes(int row, int column, long most) {
    Matchup matchup = matchup(row, column);
    if (row == column || matchup == null) {
      return new Shown(row == column ? WHITE : GRID, "");
    }
    return new Shown(
        mixed(WIN, Math.log1p(matchup.votes()) / Math.log1p(most)), thousands(matchup.votes()));
  }

  private static String thousands(long votes) {
    return votes < 1000 ? String.valueOf(votes) : Math.round(votes / 1000.0) + "k";
  }

  private @Nullable Matchup matchup(int row, int column) {
    int one = index(row);
    int other = index(column);
    return matchups.get(key(Math.min(one, other), Math.max(one, other)));
  }

  private int index(int row) {
    return models.indexOf(inMatrix.get(row).model());
  }

  private static String key(int first, int second) {
    return first + " " + second;
  }

  /** A colour between white and the given one. */
  private static int mixed(int colour, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int part = colour >> shift & 0xFF;
      mixed = mixed << 8 | (int) Math.round(255 + (part - 255) * share);
    }
    return mixed;
  }

  private static boolean isDark(int colour) {
    return 0.299 * (colour >> 16 & 0xFF) + 0.587 * (colour >> 8 & 0xFF) + 0.114 * (colour & 0xFF)
        < 140;
  }

  private static String shortened(String name) {
    int length = name.codePointCount(0, name.length());
    return length <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** Places ratings on the x axis. */
  private record Scale(double low, double high) {
    double x(double rating) {
      double left = MARGIN + (double) NAMES;
      double right = WIDTH - MARGIN - 50.0;
      return left + (rating - low) / (high - low) * (right - left);
    }

    /** Round numbers, at most ten of them. */
    List<Double> ticks() {
      double step = Math.pow(10, Math.floor(Math.log10((high - low) / 2)));
      for (double factor : new double[] {1, 2, 5, 10}) {
        if ((high - low) / (step * factor) <= 10) {
          step *= factor;
          break;
        }
      }
      List<Double> ticks = new ArrayList<>();
      long last = (long) Math.floor(high / step);
      for (long tick = (long) Math.ceil(low / step); tick <= last; tick++) {
        ticks.add(tick * step);
      }
      return ticks;
    }
  }
}
