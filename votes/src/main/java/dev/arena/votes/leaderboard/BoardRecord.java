package dev.arena.votes.leaderboard;

import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.LeaderboardStyle;
import dev.arena.schemas.failure.UserException;
import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingStatus;
import dev.arena.statistics.rating.StyleCoefficient;
import dev.arena.statistics.rating.StyleFeature;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns boards into records of the topic of leaderboards, and records into boards. */
public final class BoardRecord {
  private BoardRecord() {}

  /** A record with the figures of a board; the caller adds what the board does not know. */
  public static Leaderboard.Builder builder(RatingBoard board) {
    return totals(board.method(), board.totals())
        .setRatedVotes(board.totals().ratedVotes())
        .setComponents(board.components())
        .setNu(board.nu())
        .setStyle(board.style().stream().map(BoardRecord::style).toList())
        .setWarnings(board.warnings())
        .setRows(board.rows().stream().map(BoardRecord::row).toList());
  }

  /**
   * A record of votes that determine no ratings.
   *
   * @param reason a sentence without a full stop
   */
  public static Leaderboard.Builder builder(
      String method, RatingBoard.Totals totals, String reason) {
    return totals(method, totals).setWarnings(List.of(reason));
  }

  private static Leaderboard.Builder totals(String method, RatingBoard.Totals totals) {
    return Leaderboard.newBuilder()
        .setMethod(method)
        .setVotes(totals.votes())
        .setTies(totals.ties())
        .setVoters(totals.voters())
        .setAnonymousVotes(totals.anonymousVotes())
        .setLargestVoterVotes(totals.largestVoterVotes());
  }

  /**
   * The board with the figures of a record.
   *
   * @throws UserException if a later version wrote it in terms that this one does not know
   */
  static RatingBoard board(Leaderboard record) {
    return new RatingBoard(
        record.getMethod(),
        new RatingBoard.Totals(
            record.getVotes(),
            record.getRatedVotes(),
            record.getTies(),
            record.getVoters(),
            record.getAnonymousVotes(),
            record.getLargestVoterVotes()),
        record.getComponents(),
        record.getNu(),
        record.getStyle().stream().map(BoardRecord::style).toList(),
        record.getWarnings(),
        record.getRows().stream().map(BoardRecord::row).toList());
  }

  private static LeaderboardStyle style(StyleCoefficient each) {
    return new LeaderboardStyle(
        lower(each.feature()), each.coefficient(), low(each.interval()), high(each.interval()));
  }

  private static StyleCoefficient style(LeaderboardStyle each) {
    return new StyleCoefficient(
        constant(StyleFeature.class, each.getName()),
        each.getCoefficient(),
        interval(each.getLower(), each.getUpper()));
  }

  private static LeaderboardRow row(BoardRow row) {
    BoardRow.Standing standing = row.standing();
    BoardRow.Counts counts = row.counts();
    return LeaderboardRow.newBuilder()
        .setModel(row.model())
        .setComponent(standing == null ? null : standing.component())
        .setRating(standing == null ? null : standing.rating())
        .setLower(standing == null ? null : low(standing.interval()))
        .setUpper(standing == null ? null : high(standing.interval()))
        .setRankBest(standing == null ? null : standing.rankBest())
        .setRankWorst(standing == null ? null : standing.rankWorst())
        .setVotes(counts.votes())
        .setVoters(counts.voters())
        .setWins(counts.wins())
        .setLosses(counts.losses())
        .setTies(counts.ties())
        .setStatus(lower(row.status()))
        .build();
  }

  private static BoardRow row(LeaderboardRow row) {
    return new BoardRow(
        row.getModel(),
        new BoardRow.Counts(
            row.getVotes(), row.getVoters(), row.getWins(), row.getLosses(), row.getTies()),
        constant(RatingStatus.class, row.getStatus()),
        standing(row));
  }

  private static BoardRow.@Nullable Standing standing(LeaderboardRow row) {
    Integer component = row.getComponent();
    Double rating = row.getRating();
    Integer best = row.getRankBest();
    Integer worst = row.getRankWorst();
    return component == null || rating == null || best == null || worst == null
        ? null
        : new BoardRow.Standing(
            component, rating, interval(row.getLower(), row.getUpper()), best, worst);
  }

  private static @Nullable Interval interval(@Nullable Double low, @Nullable Double high) {
    return low == null || high == null ? null : new Interval(low, high);
  }

  private static @Nullable Double low(@Nullable Interval interval) {
    return interval == null ? null : Double.valueOf(interval.low());
  }

  private static @Nullable Double high(@Nullable Interval interval) {
    return interval == null ? null : Double.valueOf(interval.high());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new UserException(
          "a leaderboard says %s, which this version does not know; expected one of %s. Use the version of Arena that wrote it."
              .formatted(name, Stream.of(type.getEnumConstants()).map(BoardRecord::lower).toList()),
          unknown);
    }
  }
}
