package dev.arena.votes.leaderboard;

import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.Bootstrap;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleControl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A board with what is shown beside it.
 *
 * @param slice which votes count
 * @param level of the intervals
 * @param votes what was read from the files
 * @param battles those that the board was computed from
 * @param board with style control if that was requested
 * @param plain the same battles without style control; null if the board is without it
 * @param unstyled votes whose style is unknown, which a board with style control leaves out
 * @param bootstrap null if it was not requested
 */
record Leaderboard(
    VoteSlice slice,
    double level,
    FileVotes.Counts votes,
    Battles battles,
    RatingBoard board,
    @Nullable RatingBoard plain,
    long unstyled,
    Bootstrap.@Nullable Result bootstrap) {

  /**
   * Computes a board.
   *
   * @param battles with their style if the options have style control
   * @param bootstrap null for none
   */
  static Leaderboard compute(
      VoteSlice slice,
      FileVotes.Counts votes,
      Battles battles,
      RatingOptions options,
      @Nullable Bootstrap bootstrap) {
    boolean styled = options.style() != StyleControl.NONE;
    RatingBoard board = RatingBoard.compute(battles, options);
    return new Leaderboard(
        slice,
        options.level(),
        votes,
        battles,
        board,
        styled ? RatingBoard.compute(battles, options.with(StyleControl.NONE)) : null,
        styled ? votes.counted() - votes.styled() : 0,
        bootstrap == null ? null : bootstrap.run(battles, options));
  }

  /** The ratings without style control by model; empty if the board is without it. */
  Map<String, Double> plainRatings() {
    Map<String, Double> ratings = new HashMap<>();
    if (plain != null) {
      plain
          .rows()
          .forEach(
              row -> {
                if (row.standing() != null) {
                  ratings.put(row.model(), row.standing().rating());
                }
              });
    }
    return ratings;
  }

  /** What the bootstrap gave by model; empty if it was not requested. */
  Map<String, Bootstrap.Row> bootstrapped() {
    return bootstrap == null
        ? Map.of()
        : bootstrap.rows().stream().collect(Collectors.toMap(Bootstrap.Row::model, row -> row));
  }

  /** The positions of the rated models on a board, counted from 1 within each component. */
  static Map<String, Integer> positions(RatingBoard board) {
    Map<String, Integer> positions = new HashMap<>();
    Map<Integer, Integer> ofComponent = new HashMap<>();
    board
        .rows()
        .forEach(
            row -> {
              if (row.standing() != null) {
                positions.put(
                    row.model(), ofComponent.merge(row.standing().component(), 1, Integer::sum));
              }
            });
    return positions;
  }

  /** What to know before trusting the board, the most important first. */
  List<BoardCheck> checks() {
    return BoardCheck.of(this);
  }
}
