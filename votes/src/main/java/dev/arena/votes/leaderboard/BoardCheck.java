package dev.arena.votes.leaderboard;

import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.Interval;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing to know before trusting a board. Each check is shown whether it passes or not.
 *
 * @param name for JSON
 * @param passed whether nothing speaks against the board
 * @param text a sentence without a full stop
 */
public record BoardCheck(String name, boolean passed, String text) {
  private static final int FEWEST_VOTERS = 10;
  private static final double LARGEST_SHARE = 0.1;
  private static final String UNSTYLED = "votes whose style is unknown";

  /**
   * The checks of a board of files.
   *
   * @param unstyled votes whose style is unknown, which a board with style control leaves out
   */
  static List<BoardCheck> ofFiles(RatingBoard board, FileVotes.Counts votes, long unstyled) {
    List<BoardCheck> checks = new ArrayList<>();
    checks.add(connected(board));
    checks.add(voters(board.totals()));
    checks.add(kinds(votes.kinds()));
    checks.add(precision(board));
    checks.add(position(votes.position(), "answer A", "no vote prefers one side"));
    checks.add(repeated(votes));
    List<String> left = new ArrayList<>();
    part(left, votes.skipped(), "bad rows");
    part(left, votes.sameModel(), "votes with one model on both sides");
    part(left, unstyled, UNSTYLED);
    checks.add(left(board, "no vote was left out", left));
    return checks;
  }

  /** The checks of a board that the service computed, whose votes are of one kind. */
  static List<BoardCheck> ofRecord(RatingBoard board, Leaderboard record) {
    List<String> left = new ArrayList<>();
    part(left, record.getUnstyledVotes(), UNSTYLED);
    part(left, record.getOtherVotes(), "votes on models with fewer votes than those shown");
    return List.of(
        connected(board),
        voters(board.totals()),
        precision(board),
        position(
            new PositionBias(record.getLeftWins(), record.getDecisive()),
            "the answer on the left",
            "no decisive vote says which answer was on the left"),
        left(board, "no vote that names two models was left out, ambiguous pairs aside", left));
  }

  private static BoardCheck connected(RatingBoard board) {
    long unranked =
        board.rows().stream().filter(row -> row.status() == RatingStatus.UNRANKED).count();
    int models = board.rows().size();
    if (board.components() <= 1 && unranked == 0) {
      return new BoardCheck(
          "connected", true, format("wins and losses connect all %d models", models));
    }
    return new BoardCheck(
        "connected",
        false,
        format("wins and losses connect %d of %d models", models - unranked, models));
  }

  private static BoardCheck voters(RatingBoard.Totals totals) {
    if (totals.voters() == 0) {
      return new BoardCheck("voters", false, "no voter is named");
    }
    long known = totals.votes() - totals.anonymousVotes();
    double share = (double) totals.largestVoterVotes() / totals.votes();
    String text =
        format(
            "%,d %s cast %,d of the %,d %s; the most active one %.1f %%",
            totals.voters(),
            totals.voters() == 1 ? "voter" : "voters",
            known,
            totals.votes(),
            totals.votes() == 1 ? "vote" : "votes",
            100 * share);
    return new BoardCheck(
        "voters",
        totals.voters() >= FEWEST_VOTERS && share <= LARGEST_SHARE && totals.anonymousVotes() == 0,
        text);
  }

  private static BoardCheck kinds(List<String> kinds) {
    return kinds.size() <= 1
        ? new BoardCheck("kinds", true, "all votes are of one kind")
        : new BoardCheck(
            "kinds",
            false,
            "votes of different kinds count together: "
                + String.join(", ", kinds)
                + "; --kind selects one");
  }

  private static BoardCheck precision(RatingBoard board) {
    long rated = board.rows().stream().filter(row -> row.standing() != null).count();
    long provisional =
        board.rows().stream().filter(row -> row.status() == RatingStatus.PROVISIONAL).count();
    if (rated == 0) {
      return new BoardCheck("precision", false, "no model has a rating");
    }
    return new BoardCheck(
        "precision",
        provisional == 0,
        provisional == 0
            ? format("none of the %d ratings is provisional", rated)
            : format(
                "%d of the %d ratings %s provisional: few votes or voters, or a wide interval",
                provisional, rated, provisional == 1 ? "is" : "are"));
  }

  private static BoardCheck position(PositionBias position, String side, String none) {
    if (position.decisive() == 0) {
      return new BoardCheck("position", true, none);
    }
    Interval interval = position.interval();
    String text =
        format(
            "%s won %.1f %% of the decisive votes [%.1f, %.1f]",
            side, 100 * position.share(), 100 * interval.low(), 100 * interval.high());
    return new BoardCheck(
        "position",
        !position.significant(),
        position.significant()
            ? text
                + ": the side matters, or models are not assigned to sides at random; a board stays fair only if they are"
            : text);
  }

  private static BoardCheck repeated(FileVotes.Counts votes) {
    return new BoardCheck(
        "repeated",
        votes.replaced() == 0,
        votes.replaced() == 0
            ? "no vote was replaced by a later one"
            : format(
                "%,d %s replaced by a later one of the same voter on the same pair",
                votes.replaced(), votes.replaced() == 1 ? "vote was" : "votes were"));
  }

  private static BoardCheck left(RatingBoard board, String none, List<String> parts) {
    RatingBoard.Totals totals = board.totals();
    part(parts, totals.votes() - totals.ratedVotes(), "votes between separate boards");
    return new BoardCheck(
        "left_out",
        parts.isEmpty(),
        parts.isEmpty() ? none : "left out: " + String.join(", ", parts));
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(format("%,d %s", count, what));
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  /** The status of a row, in lower case. */
  public static String status(BoardRow row) {
    return row.status().name().toLowerCase(Locale.ROOT);
  }
}
