package dev.arena.console.page.leaderboard;

import dev.arena.console.api.BoardSelection;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.page.Choice;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.page.Tile;
import dev.arena.console.page.UtcTime;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardCheck;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.ShownBoard;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The page of leaderboards: one of them, and what to know before trusting it. Safe for use by many
 * threads.
 */
public final class LeaderboardPage {
  private static final PageTemplate TEMPLATE =
      PageTemplate.of(LeaderboardPage.class, "leaderboard");
  private static final String LIVE = "leaderboard";

  private static final Map<String, String> METHODS =
      Map.of(
          BoardMethod.BRADLEY_TERRY.toString(), "Bradley-Terry",
          BoardMethod.BRADLEY_TERRY_STYLE.toString(), "Bradley-Terry with style control",
          BoardMethod.DAVIDSON.toString(), "Davidson (ties are an outcome)");

  private final Frame frame;
  private final TopicContents contents;
  private final String topic;

  private LeaderboardPage(Frame frame, TopicContents contents, String topic) {
    this.frame = frame;
    this.contents = contents;
    this.topic = topic;
  }

  /** What the template shows. */
  private record View(
      String topic,
      boolean any,
      List<Choice> kinds,
      List<Choice> slices,
      List<Choice> methods,
      @Nullable BoardView board) {}

  /**
   * A board.
   *
   * @param style whether there are coefficients, which are tiles
   */
  private record BoardView(
      String method,
      @Nullable UtcTime through,
      @Nullable UtcTime computed,
      String path,
      List<Tile> tiles,
      List<Tile> style,
      List<CheckRow> checks,
      List<String> warnings,
      BoardRows rows) {}

  private record CheckRow(String word, String look, String text) {}

  /**
   * The endpoint.
   *
   * @param topic the name of the topic of leaderboards, which the page names as its source
   */
  public static Endpoint endpoint(Frame frame, TopicContents contents, String topic) {
    LeaderboardPage page = new LeaderboardPage(frame, contents, topic);
    return Endpoint.get(
        Tab.LEADERBOARD.path(),
        Endpoint.Access.PUBLIC,
        request -> CompletableFuture.completedFuture(Answer.html(page.render(request))));
  }

  private String render(ApiRequest request) {
    List<Leaderboard> records = contents.boards();
    BoardSelection selected =
        BoardSelection.of(request, request.query("slice").orElse(BoardSelection.DEFAULT.slice()));
    ShownBoard board = selected.board(records).orElse(null);
    List<BoardSelection> all = records.stream().map(BoardSelection::of).toList();
    View view =
        new View(
            topic,
            !records.isEmpty(),
            Choice.of(
                all.stream().map(BoardSelection::kinds).distinct().sorted().toList(),
                selected.kinds()),
            Choice.of(
                all.stream()
                    .filter(each -> each.kinds().equals(selected.kinds()))
                    .map(BoardSelection::slice)
                    .distinct()
                    .sorted(
                        Comparator.comparing((String slice) -> !slice.equals(Slices.ALL))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList(),
                selected.slice()),
            all.stream()
                .map(BoardSelection::method)
                .distinct()
                .sorted()
                .map(
                    method ->
                        new Choice(
                            method,
                            METHODS.getOrDefault(method, method),
                            method.equals(selected.method())))
                .toList(),
            board == null ? null : view(board, selected, records));
    return frame.page(
        Tab.LEADERBOARD,
        Tab.LEADERBOARD.title(),
        request.live(LIVE),
        request.visitor(),
        TEMPLATE.render(view));
  }

  private static BoardView view(
      ShownBoard shown, BoardSelection selection, List<Leaderboard> records) {
    RatingBoard board = shown.board();
    boolean styled = shown.plain() != null;
    RatingBoard other =
        selection.is(BoardMethod.BRADLEY_TERRY)
            ? selection
                .with(BoardMethod.BRADLEY_TERRY_STYLE)
                .board(records)
                .map(ShownBoard::board)
                .orElse(null)
            : shown.plain();
    return new BoardView(
        board.method(),
        UtcTime.ofNullable(shown.votesThrough()),
        UtcTime.ofNullable(shown.computedAt()),
        selection.path(),
        BoardTiles.of(board),
        board.style().stream().map(BoardTiles::of).toList(),
        shown.checks().stream().map(LeaderboardPage::check).toList(),
        board.warnings(),
        BoardRows.of(shown, other, styled));
  }

  private static CheckRow check(BoardCheck check) {
    return check.passed()
        ? new CheckRow("ok", "good", check.text())
        : new CheckRow("note", "bad", check.text());
  }
}
