package dev.arena.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.BodyValue;
import dev.arena.console.http.Endpoint;
import dev.arena.models.AnswerComparison;
import dev.arena.models.AnswerSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The rerank endpoints of other servers: {@code /rerank} of Text Embeddings Inference (TEI), and
 * {@code /v1/rerank} and {@code /v2/rerank} of Cohere. The query is a prompt, and the texts are
 * answers to it. Fields that a client may send but that change nothing, such as the name of a
 * model, are ignored. Safe for use by many threads.
 */
final class RerankApi {
  private static final String TRUNCATE = "truncate";
  private static final String TOKEN_LIMIT =
      "The bundle says how many tokens of a text the model reads, and a request cannot change that.";

  private final ApiModel model;

  private RerankApi(ApiModel model) {
    this.model = model;
  }

  static List<Endpoint> endpoints(ApiModel model) {
    RerankApi api = new RerankApi(model);
    return List.of(
        Endpoint.json("/rerank", api::tei),
        Endpoint.json("/v1/rerank", api::cohere),
        Endpoint.json("/v2/rerank", api::cohere));
  }

  /** The answer to a request: the texts in the best order. */
  private record Ranked(List<Place> places, int tokens, boolean truncated, String model) {
    /** A text's index, and its score from 0 to 1. */
    record Place(int index, double score) {}

    /** A single text, which beats all others because there are none. */
    static Ranked alone(AnswerComparison withItself) {
      return new Ranked(
          List.of(new Place(0, 1)),
          withItself.tokens(),
          withItself.truncated(),
          withItself.model());
    }

    static Ranked of(AnswerComparison compared) {
      return new Ranked(
          ScoringApi.bestFirst(compared).stream()
              .map(index -> new Place(index, compared.meanResult(index)))
              .toList(),
          compared.tokens(),
          compared.truncated(),
          compared.model());
    }
  }

  private CompletableFuture<Answer> tei(ApiRequest request) {
    BodyValue body = request.json();
    String query = body.get("query").text();
    List<String> texts = texts(body.get("texts"));
    refuseRawScores(body);
    refuse(
        body,
        "truncation_direction",
        "The bundle says which part of a long text the model reads, and a request cannot change that.");
    boolean withTexts = body.isTrue("return_text");
    Optional<BodyValue> whole = body.find(TRUNCATE).filter(truncate -> !truncate.truth());
    return ranked(query, texts)
        .thenApply(
            ranked -> {
              if (whole.isPresent() && ranked.truncated()) {
                throw whole
                    .get()
                    .unprocessable(
                        "The query and a text have more tokens than the model reads. Shorten them, or send \"truncate\": true.");
              }
              ArrayNode json = JsonNodeFactory.instance.arrayNode();
              for (Ranked.Place place : ranked.places()) {
                ObjectNode one = json.addObject().put("index", place.index());
                if (withTexts) {
                  one.put("text", texts.get(place.index()));
                }
                one.put("score", place.score());
              }
              return Answer.json(json);
            });
  }

  private CompletableFuture<Answer> cohere(ApiRequest request) {
    BodyValue body = request.json();
    String query = body.get("query").text();
    List<String> texts = texts(body.get("documents"));
    int most = body.find("top_n").map(BodyValue::count).orElse(texts.size());
    boolean withTexts = body.isTrue("return_documents");
    refuseRawScores(body);
    refuse(body, "max_tokens_per_doc", TOKEN_LIMIT);
    refuse(body, "max_chunks_per_doc", TOKEN_LIMIT);
    refuse(body, "rank_fields", "The model reads the field text of a document, and no other.");
    return ranked(query, texts)
        .thenApply(
            ranked -> {
              ObjectNode json =
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("id", UUID.randomUUID().toString())
                      .put("object", "rerank")
                      .put("model", ranked.model());
              ArrayNode results = json.putArray("results");
              ranked.places().stream()
                  .limit(most)
                  .forEach(
                      place -> {
                        ObjectNode one =
                            results
                                .addObject()
                                .put("index", place.index())
                                .put("relevance_score", place.score());
                        if (withTexts) {
                          one.putObject("document").put("text", texts.get(place.index()));
                        }
                      });
              json.putObject("usage")
                  .put("prompt_tokens", ranked.tokens())
                  .put("total_tokens", ranked.tokens());
              return Answer.json(json);
            });
  }

  private CompletableFuture<Ranked> ranked(String query, List<String> texts) {
    if (texts.size() == 1) {
      // encoded once, and compared with itself
      return model
          .compare(new AnswerSet(query, List.of(texts.get(0), texts.get(0))))
          .thenApply(Ranked::alone);
    }
    return model.compare(new AnswerSet(query, texts)).thenApply(Ranked::of);
  }

  /** Each is a string, or an object with the field {@code text}. */
  private static List<String> texts(BodyValue array) {
    return array.items(1, ScoringApi.MAX_ANSWERS).stream()
        .map(item -> item.isObject() ? item.get("text").text() : item.text())
        .toList();
  }

  private static void refuseRawScores(BodyValue body) {
    body.find("raw_scores")
        .filter(BodyValue::truth)
        .ifPresent(
            field -> {
              throw field.unprocessable(
                  "Scores are means of probabilities, and there are no raw scores. Send \"raw_scores\": false, or omit it.");
            });
  }

  private static void refuse(BodyValue body, String field, String reason) {
    body.find(field)
        .ifPresent(
            value -> {
              throw value.unprocessable("%s Omit %s.".formatted(reason, field));
            });
  }
}
