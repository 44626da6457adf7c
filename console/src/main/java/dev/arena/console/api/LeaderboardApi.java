package dev.arena.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.Leaderboard;
import dev.arena.votes.leaderboard.ShownBoard;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/leaderboards}: the current leaderboards, which contain no texts of pairs and no
 * voters. Safe for use by many threads.
 */
public final class LeaderboardApi {
  private final TopicContents contents;

  private LeaderboardApi(TopicContents contents) {
    this.contents = contents;
  }

  /** The endpoints. */
  public static List<Endpoint> endpoints(TopicContents contents) {
    LeaderboardApi api = new LeaderboardApi(contents);
    return List.of(
        Endpoint.get(
            BoardSelection.PATH,
            Endpoint.Access.PUBLIC,
            request -> CompletableFuture.completedFuture(api.list(request))),
        Endpoint.get(
            BoardSelection.PATH + "/{slice}",
            Endpoint.Access.PUBLIC,
            request -> CompletableFuture.completedFuture(api.board(request))));
  }

  private Answer list(ApiRequest request) {
    ArrayNode boards = JsonNodeFactory.instance.arrayNode();
    for (Leaderboard record : contents.boards()) {
      BoardSelection selection = BoardSelection.of(record);
      boards
          .addObject()
          .put("kinds", selection.kinds())
          .put("slice", selection.slice())
          .put("method", selection.method())
          .put("models", record.getRows().size())
          .put("votes", record.getVotes())
          .put("votes_through", record.getVotesThrough().toString())
          .put("computed_at", record.getComputedAt().toString())
          .put("path", selection.path());
    }
    if (AnswerFormat.of(request) == AnswerFormat.CSV) {
      return Answer.csv(JsonTable.csv(boards));
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("leaderboards", boards);
    return Answer.json(json);
  }

  private Answer board(ApiRequest request) {
    BoardSelection selection = BoardSelection.of(request, request.segment("slice"));
    AnswerFormat format = AnswerFormat.of(request);
    ShownBoard board =
        selection
            .board(contents.boards())
            .orElseThrow(() -> new ProblemException(notFound(selection)));
    return switch (format) {
      case JSON -> Answer.json(board.json());
      case CSV -> Answer.csv(board.csv());
    };
  }

  private static Problem notFound(BoardSelection selection) {
    return Problem.notFound(
        "There is no leaderboard of the kind %s, the slice %s and the method %s; expected one of those that GET %s lists."
            .formatted(
                selection.kinds(), selection.slice(), selection.method(), BoardSelection.PATH));
  }
}
