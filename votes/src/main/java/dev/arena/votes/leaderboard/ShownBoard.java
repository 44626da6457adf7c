package dev.arena.votes.leaderboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.Bootstrap;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleControl;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A board with what is shown beside it. Immutable.
 *
 * @param kind of the votes; null for votes of all kinds
 * @param slice which votes count
 * @param level of the intervals
 * @param votesThrough when the last vote was cast; null if unknown
 * @param computedAt when the service computed the board; null if the command did
 * @param board with style control if that was requested
 * @param checks what to know before trusting the board, the most important first
 * @param battles those that the board was computed from; null if it was read from a topic
 * @param plain without style control, of the same battles, or of the same slice if it was read from
 *     a topic; null if the board is without it
 * @param bootstrap null if it was not requested
 */
public record ShownBoard(
    @Nullable String kind,
    String slice,
    double level,
    @Nullable Instant votesThrough,
    @Nullable Instant computedAt,
    RatingBoard board,
    List<BoardCheck> checks,
    @Nullable Battles battles,
    @Nullable RatingBoard plain,
    Bootstrap.@Nullable Result bootstrap) {
  public ShownBoard {
    checks = List.copyOf(checks);
  }

  /**
   * Computes the board of files.
   *
   * @param kind of the votes; null for all
   * @param battles with their style if the options have style control
   * @param bootstrap null for none
   */
  static ShownBoard ofFiles(
      @Nullable String kind,
      VoteSlice slice,
      FileVotes.Counts votes,
      Battles battles,
      RatingOptions options,
      @Nullable Bootstrap bootstrap) {
    boolean styled = options.style() != StyleControl.NONE;
    RatingBoard board = RatingBoard.compute(battles, options);
    long unstyled = styled ? votes.counted() - votes.styled() : 0;
    return new ShownBoard(
        kind,
        slice.name(),
        options.level(),
        votes.latest(),
        null,
        board,
        BoardCheck.ofFiles(board, votes, unstyled),
        battles,
        styled ? RatingBoard.compute(battles, options.with(StyleControl.NONE)) : null,
        bootstrap == null ? null : bootstrap.run(battles, options));
  }

  /**
   * The board in a record.
   *
   * @param plain the record of the board without style control; null if there is none
   * @throws dev.arena.schemas.failure.UserException if a later version wrote a record in terms that
   *     this one does not know
   */
  public static ShownBoard ofRecord(Leaderboard record, @Nullable Leaderboard plain) {
    RatingBoard board = BoardRecord.board(record);
    return new ShownBoard(
        record.getKinds(),
        record.getSlice(),
        record.getLevel(),
        record.getVotesThrough(),
        record.getComputedAt(),
        board,
        BoardCheck.ofRecord(board, record),
        null,
        plain == null ? null : BoardRecord.board(plain),
        null);
  }

  /** All figures, with all digits. */
  public ObjectNode json() {
    return BoardJson.json(this);
  }

  /** The rows as CSV, with all digits. */
  public String csv() {
    return BoardCsv.csv(this);
  }

  /** The ratings without style control by model; empty if the board is without it. */
  public Map<String, Double> plainRatings() {
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
  public static Map<String, Integer> positions(RatingBoard board) {
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
}
