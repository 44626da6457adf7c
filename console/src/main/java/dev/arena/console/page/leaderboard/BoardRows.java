package dev.arena.console.page.leaderboard;

import dev.arena.statistics.FigureText;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.BoardRow.Standing;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingStatus;
import dev.arena.votes.leaderboard.BoardCheck;
import dev.arena.votes.leaderboard.ShownBoard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The table of a board: a group of rows for each component, then the unranked models.
 *
 * @param level of the intervals in percent, such as {@code 95}
 * @param other the heading of the column with the position on the other board; null without one
 * @param axis of the drawn intervals, as SVG
 */
record BoardRows(
    String level,
    @Nullable String other,
    Markup axis,
    List<Group> groups,
    List<Unranked> unranked) {

  /** What the template inserts as it is. */
  record Markup(String svg) {}

  /**
   * The models of one component.
   *
   * @param heading null if there is only one
   */
  record Group(@Nullable String heading, List<Row> rows) {}

  /**
   * A rated model.
   *
   * @param svg its interval
   * @param other its position on the other board and how far style control moves it
   */
  record Row(
      String rank,
      String model,
      String rating,
      String svg,
      String interval,
      Counts counts,
      @Nullable String other,
      String status,
      String look) {}

  /** A model without a rating. */
  record Unranked(String model, String reason, Counts counts, boolean other) {}

  /** Votes on a model. */
  record Counts(String votes, String voters, String wins, String losses, String ties) {
    static Counts of(BoardRow row) {
      BoardRow.Counts counts = row.counts();
      return new Counts(
          FigureText.count(counts.votes()),
          counts.voters() == 0 ? FigureText.NONE : FigureText.count(counts.voters()),
          FigureText.count(counts.wins()),
          FigureText.count(counts.losses()),
          FigureText.count(counts.ties()));
    }
  }

  /**
   * The table.
   *
   * @param other the same votes with style control instead of without it, or the reverse; null if
   *     there is no such board
   * @param styled whether the shown board is the one with style control
   */
  static BoardRows of(ShownBoard shown, @Nullable RatingBoard other, boolean styled) {
    RatingBoard board = shown.board();
    IntervalBars bars = IntervalBars.of(board);
    Moves moves = Moves.of(board, other, styled);
    List<Group> groups =
        IntStream.rangeClosed(1, board.components())
            .mapToObj(
                component ->
                    new Group(
                        board.components() == 1
                            ? null
                            : "Board %d of %d: its ratings cannot be compared with those of the others"
                                .formatted(component, board.components()),
                        rows(board, component, bars, moves)))
            .toList();
    return new BoardRows(
        BigDecimal.valueOf(shown.level()).movePointRight(2).stripTrailingZeros().toPlainString(),
        other == null ? null : styled ? "without style control" : "with style control",
        new Markup(bars.axis()),
        groups,
        board.rows().stream()
            .filter(row -> row.standing() == null)
            .map(
                row ->
                    new Unranked(row.model(), reason(row.counts()), Counts.of(row), other != null))
            .toList());
  }

  private static List<Row> rows(RatingBoard board, int component, IntervalBars bars, Moves moves) {
    List<Row> rows = new ArrayList<>();
    for (BoardRow row : board.rows()) {
      Standing standing = row.standing();
      if (standing != null && standing.component() == component) {
        rows.add(
            new Row(
                standing.rankBest() == standing.rankWorst()
                    ? String.valueOf(standing.rankBest())
                    : standing.rankBest() + " - " + standing.rankWorst(),
                row.model(),
                FigureText.decimals(standing.rating(), 0),
                bars.bar(standing),
                standing.interval() == null
                    ? FigureText.NONE
                    : FigureText.interval(standing.interval(), 0),
                Counts.of(row),
                moves.of(row.model()),
                BoardCheck.status(row),
                row.status() == RatingStatus.ESTABLISHED ? "good" : ""));
      }
    }
    return rows;
  }

  private static String reason(BoardRow.Counts counts) {
    String result =
        "won %s, lost %s and tied %s of %s: "
            .formatted(
                FigureText.count(counts.wins()),
                FigureText.count(counts.losses()),
                FigureText.count(counts.ties()),
                FigureText.count(counts.votes(), "vote"));
    if (counts.wins() == 0 && counts.ties() == 0) {
      return result + "without a win, there is no lower limit to its rating";
    }
    if (counts.losses() == 0 && counts.ties() == 0) {
      return result + "without a loss, there is no upper limit to its rating";
    }
    return result + "no other model has both won and lost against it, even through others";
  }

  /** Where models stand on the other board. */
  private record Moves(
      Map<String, Integer> here, @Nullable Map<String, Integer> there, boolean styled) {
    static Moves of(RatingBoard board, @Nullable RatingBoard other, boolean styled) {
      return new Moves(
          ShownBoard.positions(board), other == null ? null : ShownBoard.positions(other), styled);
    }

    @Nullable String of(String model) {
      if (there == null) {
        return null;
      }
      Integer position = there.get(model);
      Integer own = here.get(model);
      if (position == null || own == null) {
        return FigureText.NONE;
      }
      int moved = styled ? position - own : own - position;
      return "%d (%s)".formatted(position, moved == 0 ? "=" : "%+d".formatted(moved));
    }
  }
}
