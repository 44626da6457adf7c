package dev.arena.console.page.leaderboard;

import dev.arena.console.page.Tile;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.StyleCoefficient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a board that are shown large. */
final class BoardTiles {
  private BoardTiles() {}

  /** The figures of a whole board. */
  static List<Tile> of(RatingBoard board) {
    RatingBoard.Totals totals = board.totals();
    List<Tile> tiles = new ArrayList<>();
    tiles.add(
        new Tile(
            "Votes",
            FigureText.count(totals.votes()),
            FigureText.count(totals.ratedVotes()) + " determine ratings"));
    tiles.add(
        new Tile(
            "Voters",
            FigureText.count(totals.voters()),
            totals.anonymousVotes() == 0
                ? "no anonymous votes"
                : FigureText.count(totals.anonymousVotes(), "anonymous vote")));
    tiles.add(
        new Tile(
            "Models",
            FigureText.count(board.rows().size()),
            board.components() > 1 ? "in %d separate boards".formatted(board.components()) : ""));
    Double nu = board.nu();
    tiles.add(
        new Tile(
            "Ties",
            FigureText.percent(totals.tieShare()),
            nu == null
                ? "of all votes"
                : FigureText.percent(nu / (1 + nu)) + " between equal models"));
    return tiles;
  }

  /** The effect of one feature of style. */
  static Tile of(StyleCoefficient style) {
    return new Tile(
        style.feature().name().toLowerCase(Locale.ROOT),
        FigureText.signed(style.coefficient(), 3),
        style.interval() == null ? "" : FigureText.interval(style.interval(), 3));
  }
}
