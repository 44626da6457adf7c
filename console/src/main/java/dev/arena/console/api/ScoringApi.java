package dev.arena.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.BodyValue;
import dev.arena.console.http.Endpoint;
import dev.arena.models.AnswerComparison;
import dev.arena.models.AnswerSet;
import dev.arena.models.ExplanationJson;
import dev.arena.models.Score;
import dev.arena.schemas.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Arena's own endpoints, {@code /v1/score} and {@code /v1/rank}; and all endpoints, with those of
 * other rerankers. Safe for use by many threads.
 */
public final class ScoringApi {
  /** The most answers that one request ranks. */
  static final int MAX_ANSWERS = 64;

  private static final int MAX_TURNS = 1000;

  private final ApiModel model;

  private ScoringApi(ApiModel model) {
    this.model = model;
  }

  /** All endpoints. */
  public static List<Endpoint> endpoints(ApiModel model) {
    ScoringApi own = new ScoringApi(model);
    List<Endpoint> all =
        new ArrayList<>(
            List.of(Endpoint.json("/v1/score", own::score), Endpoint.json("/v1/rank", own::rank)));
    all.addAll(RerankApi.endpoints(model));
    all.add(
        Endpoint.get(
            "/openapi.json",
            Endpoint.Access.PUBLIC,
            request -> CompletableFuture.completedFuture(Answer.jsonText(openApi()))));
    return all;
  }

  /** The OpenAPI document of all endpoints, in JSON. */
  static byte[] openApi() {
    try (InputStream document =
        Objects.requireNonNull(ScoringApi.class.getResourceAsStream("openapi.json"))) {
      return document.readAllBytes();
    } catch (IOException partOfTheJar) {
      throw new UncheckedIOException(partOfTheJar);
    }
  }

  private CompletableFuture<Answer> score(ApiRequest request) {
    BodyValue body = request.json();
    body.requireOnly("turns", "explain", "sentences");
    List<Turn> turns =
        body.get("turns").items(1, MAX_TURNS).stream().map(ScoringApi::turn).toList();
    ApiModel.Explained pair = ApiModel.Explained.of(turns, body.isTrue("sentences"));
    if (!pair.sentences() && !body.isTrue("explain")) {
      return model.score(pair.pair()).thenApply(score -> Answer.json(json(score)));
    }
    return model.explain(pair).thenApply(reasons -> Answer.json(json(pair, reasons)));
  }

  /** The fields of an explained score. */
  static ObjectNode json(ApiModel.Explained pair, ApiModel.Reasons reasons) {
    ObjectNode json = json(reasons.explanation().score());
    ExplanationJson.addParts(json, reasons.explanation());
    if (pair.sentences()) {
      ExplanationJson.addSentences(json, pair.pair(), reasons.sentences());
    }
    return json;
  }

  private static Turn turn(BodyValue turn) {
    Turn read =
        new Turn(
            turn.get("prompt").textOrNull(),
            turn.get("response_a").textOrNull(),
            turn.get("response_b").textOrNull());
    turn.requireOnly("prompt", "response_a", "response_b");
    return read;
  }

  private static ObjectNode json(Score score) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("winner_model_a", score.probabilities().a())
        .put("winner_model_b", score.probabilities().b())
        .put("winner_tie", score.probabilities().tie())
        .put("model", score.model())
        .put("tokens", score.tokens())
        .put("truncated", score.truncated());
  }

  private CompletableFuture<Answer> rank(ApiRequest request) {
    BodyValue body = request.json();
    body.requireOnly("prompt", "responses");
    AnswerSet set =
        new AnswerSet(
            body.get("prompt").text(),
            body.get("responses").items(2, MAX_ANSWERS).stream().map(BodyValue::text).toList());
    return model.compare(set).thenApply(compared -> Answer.json(json(compared)));
  }

  private static JsonNode json(AnswerComparison compared) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode order = json.putArray("order");
    bestFirst(compared).forEach(order::add);
    ArrayNode scores = json.putArray("scores");
    ArrayNode pairwise = json.putArray("pairwise");
    for (int answer = 0; answer < compared.answers(); answer++) {
      scores.add(compared.meanResult(answer));
      ArrayNode wins = pairwise.addArray();
      for (int other = 0; other < compared.answers(); other++) {
        wins.add(compared.wins(answer, other));
      }
    }
    return json.put("model", compared.model())
        .put("tokens", compared.tokens())
        .put("truncated", compared.truncated());
  }

  /** The indices of answers; those with the same mean result are in their given order. */
  static List<Integer> bestFirst(AnswerComparison compared) {
    return IntStream.range(0, compared.answers())
        .boxed()
        .sorted(Comparator.comparingDouble(compared::meanResult).reversed())
        .toList();
  }
}
