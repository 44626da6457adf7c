package dev.arena.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.topics.PairRecords;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/pairs}: what Arena's topics say about a pair, and why this console's model scores
 * it as it does. Safe for use by many threads.
 */
public final class PairsApi {

  private final KnownPairs pairs;
  private final ApiModel model;

  private PairsApi(KnownPairs pairs, ApiModel model) {
    this.pairs = pairs;
    this.model = model;
  }

  /** The endpoints: with the id in the path, and in the query, where it may be any text. */
  public static List<Endpoint> endpoints(KnownPairs pairs, ApiModel model) {
    PairsApi own = new PairsApi(pairs, model);
    return List.of(
        Endpoint.get(
            "/v1/pairs/{id}",
            Endpoint.Access.TOKEN,
            request -> own.answer(request, request.segment("id"))),
        Endpoint.get(
            "/v1/pairs",
            Endpoint.Access.TOKEN,
            request ->
                own.answer(
                    request,
                    request
                        .query("id")
                        .orElseThrow(
                            () ->
                                new ProblemException(
                                    Problem.unprocessable(
                                        "The query has no id; expected /v1/pairs?id=ID, with the id of a pair.",
                                        null))))));
  }

  private CompletableFuture<Answer> answer(ApiRequest request, String id) {
    boolean sentences = isTrue(request, "sentences");
    boolean explain = isTrue(request, "explain") || sentences;
    boolean texts = pairs.showsTextsTo(request.visitor());
    if (explain && !texts) {
      throw new ProblemException(
          Problem.unprocessable(
              "Explanations show what is in the texts, and this console does not show texts; expected a request without explain and sentences. To allow it, set arena.console.texts=true.",
              null));
    }
    return pairs
        .lookup()
        .find(id, request.visitor())
        .thenCompose(
            found -> {
              PairRecords records = found.records();
              if (records == null) {
                throw new ProblemException(notFound(found.problem()));
              }
              ObjectNode json = json(records, texts);
              putIfKnown(json, "incomplete", found.problem());
              ConversationPair pair = records.pair();
              return explain && pair != null && !pair.getTurns().isEmpty()
                  ? explained(json, new ApiModel.Explained(pair, sentences))
                  : CompletableFuture.completedFuture(Answer.json(json));
            });
  }

  /**
   * The answer if nothing is known of a pair.
   *
   * @param problem why the topics could not be read; null if they were
   */
  private static Problem notFound(@Nullable String problem) {
    return problem == null
        ? Problem.notFound(
            "No pair with this id is known; expected the id of a recent pair, or of a pair with votes.")
        : Problem.unavailable(problem);
  }

  private static boolean isTrue(ApiRequest request, String name) {
    String value = request.query(name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new ProblemException(
          Problem.unprocessable(
              "The parameter %s of the query is neither true nor false; expected one of them."
                  .formatted(name),
              null));
    }
    return value.equals("true");
  }

  private CompletableFuture<Answer> explained(ObjectNode json, ApiModel.Explained pair) {
    return model
        .explain(pair)
        .thenApply(
            reasons -> {
              json.set("explanation", ScoringApi.json(pair, reasons));
              return Answer.json(json);
            });
  }

  private static ObjectNode json(PairRecords records, boolean texts) {
    PairHistory history = PairHistory.of(records);
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", records.id());
    putIfKnown(json, "model_a", history.modelA());
    putIfKnown(json, "model_b", history.modelB());
    ConversationPair pair = records.pair();
    if (pair != null) {
      putIfKnown(json, "created_at", pair.getCreatedAt());
      if (texts) {
        ArrayNode turns = json.putArray("turns");
        pair.getTurns().forEach(turn -> addTurn(turns, turn));
      }
    }
    json.put("ambiguous", history.ambiguous());
    ArrayNode predictions = json.putArray("predictions");
    history.predictions().forEach(each -> addPrediction(predictions, each));
    ArrayNode votes = json.putArray("votes");
    history.votes().forEach(each -> addVote(votes, each, texts));
    return json;
  }

  private static void addTurn(ArrayNode turns, Turn turn) {
    turns
        .addObject()
        .put("prompt", turn.getPrompt())
        .put("response_a", turn.getResponseA())
        .put("response_b", turn.getResponseB());
  }

  private static void addPrediction(ArrayNode predictions, PairHistory.Prediction prediction) {
    predictions
        .addObject()
        .put("topic", prediction.topic())
        .put("model", prediction.model())
        .put("winner_model_a", prediction.a())
        .put("winner_model_b", prediction.b())
        .put("winner_tie", prediction.tie())
        .put("scored_at", prediction.scoredAt().toString());
  }

  private static void addVote(ArrayNode votes, PairHistory.CastVote vote, boolean texts) {
    ObjectNode json =
        votes
            .addObject()
            .put("outcome", vote.outcome().name())
            .put("kind", vote.kind())
            .put("voted_at", vote.votedAt().toString())
            .put("state", vote.state().name().toLowerCase(Locale.ROOT));
    if (vote.swapped() != null) {
      json.put("swapped", vote.swapped());
    }
    if (texts) {
      putIfKnown(json, "voter", vote.voter());
      ArrayNode reasons = json.putArray("reasons");
      vote.reasons().forEach(reasons::add);
    }
  }

  private static void putIfKnown(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
