package dev.arena.console.voting;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.BodyValue;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.schemas.VoteOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;

/** {@code GET /v1/next} and {@code POST /v1/votes}. Safe for use by many threads. */
public final class VotesApi {
  /** The most reasons of a vote, and the most characters of each. */
  static final int MAX_REASONS = 16;

  static final int MAX_REASON = 1_000;

  private final Optional<Voting> voting;

  private VotesApi(Optional<Voting> voting) {
    this.voting = voting;
  }

  /**
   * The endpoints.
   *
   * @param voting empty if voting is off; then they say why
   */
  public static List<Endpoint> endpoints(Optional<Voting> voting) {
    VotesApi api = new VotesApi(voting);
    return List.of(
        Endpoint.get("/v1/next", Endpoint.Access.TOKEN, api::next),
        Endpoint.json("/v1/votes", api::vote));
  }

  private Voting voting() {
    return voting.orElseThrow(
        () ->
            new ProblemException(
                Problem.notFound(
                    "This console takes no votes; expected arena.console.voting=true and arena.console.texts=true in its settings.")));
  }

  private CompletableFuture<Answer> next(ApiRequest request) {
    Voting open = voting();
    String voter =
        request
            .query("voter")
            .orElseThrow(
                () ->
                    new ProblemException(
                        new Problem(
                            HttpStatus.BAD_REQUEST_400,
                            "The query has no voter; expected /v1/next?voter=PSEUDONYM.",
                            null,
                            Map.of())));
    return CompletableFuture.completedFuture(
        open.draw(voter)
            .map(pair -> Answer.json(json(pair)))
            .orElseGet(
                () ->
                    new Answer(
                        HttpStatus.NO_CONTENT_204, "application/json", new byte[0], Map.of())));
  }

  private static ObjectNode json(BlindPair pair) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("token", pair.token());
    ArrayNode turns = json.putArray("turns");
    pair.turns()
        .forEach(
            turn ->
                turns
                    .addObject()
                    .put("prompt", turn.prompt())
                    .put("left", turn.left())
                    .put("right", turn.right()));
    return json.put("expires_at", pair.expiresAt().toString());
  }

  private CompletableFuture<Answer> vote(ApiRequest request) {
    Voting open = voting();
    BodyValue body = request.json();
    Optional<BodyValue> undo = body.find("undo");
    if (undo.isPresent()) {
      body.requireOnly("undo");
      return open.undo(undo.get().text(), null)
          .thenApply(pairId -> Answer.json(json(pairId, VoteOutcome.WITHDRAWN)));
    }
    body.requireOnly("token", "verdict", "reasons");
    return open.vote(body.get("token").text(), verdict(body), reasons(body), null)
        .thenApply(stored -> Answer.json(json(stored)).withStatus(HttpStatus.CREATED_201));
  }

  private static Verdict verdict(BodyValue body) {
    BodyValue verdict = body.get("verdict");
    return Verdict.of(verdict.text())
        .orElseThrow(
            () ->
                verdict.unprocessable(
                    "There is no such verdict; expected one of " + Verdict.EXPECTED + "."));
  }

  private static List<String> reasons(BodyValue body) {
    return body.find("reasons")
        .map(reasons -> reasons.items(0, MAX_REASONS).stream().map(VotesApi::reason).toList())
        .orElse(List.of());
  }

  private static String reason(BodyValue reason) {
    String text = reason.text();
    if (text.length() > MAX_REASON) {
      throw reason.unprocessable(
          "The reason has %,d characters; expected at most %,d."
              .formatted(text.length(), MAX_REASON));
    }
    return text;
  }

  private static ObjectNode json(StoredVote stored) {
    ObjectNode json = json(stored.pairId(), stored.outcome());
    json.putObject("models").put("left", stored.left()).put("right", stored.right());
    return json.put("undo", stored.undo());
  }

  private static ObjectNode json(String pairId, VoteOutcome outcome) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("pair_id", pairId)
        .put("outcome", outcome.name());
  }
}
