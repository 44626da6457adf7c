package dev.arena.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.failure.UserException;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.ShownBoard;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Which leaderboard is meant.
 *
 * @param kinds which votes count, such as {@code human}
 * @param slice which pairs
 * @param method without its version, such as {@code bradley-terry+style}
 */
public record BoardSelection(String kinds, String slice, String method) {
  /** All votes of people, with Bradley-Terry. */
  public static final BoardSelection DEFAULT =
      new BoardSelection(BattleKey.HUMAN, Slices.ALL, BoardMethod.BRADLEY_TERRY.toString());

  /** Where the leaderboards are served. */
  static final String PATH = "/v1/leaderboards";

  /** That of a record. */
  public static BoardSelection of(Leaderboard record) {
    String method = record.getMethod();
    int version = method.indexOf('/');
    return new BoardSelection(
        record.getKinds(), record.getSlice(), version < 0 ? method : method.substring(0, version));
  }

  /**
   * That of a request's query.
   *
   * @param slice which pairs
   */
  public static BoardSelection of(ApiRequest request, String slice) {
    return new BoardSelection(
        request.query("kinds").orElse(DEFAULT.kinds),
        slice,
        request.query("method").orElse(DEFAULT.method));
  }

  /** The same votes with another method. */
  public BoardSelection with(BoardMethod other) {
    return new BoardSelection(kinds, slice, other.toString());
  }

  /** Whether the method is this one. */
  public boolean is(BoardMethod other) {
    return method.equals(other.toString());
  }

  /**
   * The selected board; with style control, beside the one without it. Empty if there is none.
   *
   * @throws ProblemException if a later version wrote it in terms that this one does not know
   */
  public Optional<ShownBoard> board(List<Leaderboard> records) {
    try {
      return record(records)
          .map(
              record ->
                  ShownBoard.ofRecord(
                      record,
                      is(BoardMethod.BRADLEY_TERRY_STYLE)
                          ? with(BoardMethod.BRADLEY_TERRY).record(records).orElse(null)
                          : null));
    } catch (UserException unknown) {
      throw new ProblemException(
          new Problem(
              HttpStatus.INTERNAL_SERVER_ERROR_500,
              String.valueOf(unknown.getMessage()),
              null,
              Map.of()));
    }
  }

  private Optional<Leaderboard> record(List<Leaderboard> records) {
    return records.stream().filter(record -> equals(of(record))).findFirst();
  }

  /** Where it is served as JSON; with {@code &format=csv} appended, as CSV. */
  public String path() {
    return "%s/%s?kinds=%s&method=%s"
        .formatted(PATH, encoded(slice), encoded(kinds), encoded(method));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
