package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.ApiClient;
import dev.arena.models.testing.TinyBundle;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rerank endpoints of other servers, in the shape of their requests and answers. */
final class RerankTest {
  private static final List<String> TEXTS = List.of("About 400.", "408", "I cannot say.");

  @TempDir private static Path folder;
  private static RunningConsole console;
  private static ApiClient api;
  private static List<Integer> order;

  @BeforeAll
  static void start() throws Exception {
    console = RunningConsole.start(TinyBundle.write(folder.resolve("tiny")));
    api = console.api();
    order = new ArrayList<>();
    api.answer("/v1/rank", Map.of("prompt", "17 times 24?", "responses", TEXTS))
        .get("order")
        .forEach(index -> order.add(index.intValue()));
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void teiGetsTheIndicesAndScoresOfAllTextsBestFirst() throws Exception {
    JsonNode ranks =
        api.answer(
            "/rerank",
            Map.of(
                "query", "17 times 24?", "texts", TEXTS, "raw_scores", false, "truncate", false));

    assertThat(ints(ranks, "index")).isEqualTo(order);
    assertThat(doubles(ranks, "score")).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(doubles(ranks, "score")).allMatch(score -> score >= 0 && score <= 1);
    assertThat(ranks.get(0).fieldNames()).toIterable().containsExactly("index", "score");
  }

  @Test
  void teiGetsTheTextsIfItAsksForThem() throws Exception {
    JsonNode ranks =
        api.answer("/rerank", Map.of("query", "17 times 24?", "texts", TEXTS, "return_text", true));

    assertThat(ranks.findValuesAsText("text")).isEqualTo(order.stream().map(TEXTS::get).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/rerank", "/v2/rerank"})
  void cohereGetsTheBestDocuments(String path) throws Exception {
    JsonNode answer =
        api.answer(
            path,
            Map.of(
                "model",
                "rerank-v3.5",
                "query",
                "17 times 24?",
                "documents",
                List.of(TEXTS.get(0), Map.of("text", TEXTS.get(1)), TEXTS.get(2)),
                "top_n",
                2,
                "return_documents",
                true));

    assertThat(ints(answer.get("results"), "index")).isEqualTo(order.subList(0, 2));
    assertThat(answer.at("/results/0/document/text").textValue())
        .isEqualTo(TEXTS.get(order.get(0)));
    assertThat(answer.at("/results/0/relevance_score").doubleValue()).isBetween(0.0, 1.0);
    assertThat(answer.get("model").textValue()).isEqualTo(TinyBundle.MODEL);
    assertThat(answer.at("/usage/total_tokens").intValue()).isPositive();
  }

  @Test
  void aSingleTextHasTheScoreOne() throws Exception {
    JsonNode tei = api.answer("/rerank", Map.of("query", "q", "texts", List.of("a")));
    JsonNode cohere = api.answer("/v1/rerank", Map.of("query", "q", "documents", List.of("a")));

    assertThat(tei.toString()).isEqualTo("[{\"index\":0,\"score\":1.0}]");
    assertThat(cohere.at("/results/0/relevance_score").doubleValue()).isEqualTo(1);
    assertThat(cohere.at("/usage/total_tokens").intValue()).isPositive();
  }

  @Test
  void whatCannotBeHonouredIsRefused() throws Exception {
    assertRefused(
        "/rerank", "{\"query\":\"q\",\"texts\":[\"a\"],\"raw_scores\":true}", "#/raw_scores");
    assertRefused(
        "/rerank",
        "{\"query\":\"q\",\"texts\":[\"a\",\"%s\"],\"truncate\":false}".formatted("b ".repeat(99)),
        "#/truncate");
    assertRefused(
        "/rerank",
        "{\"query\":\"q\",\"texts\":[\"%s\"],\"truncate\":false}".formatted("b ".repeat(99)),
        "#/truncate");
    assertRefused(
        "/rerank",
        "{\"query\":\"q\",\"texts\":[\"a\"],\"truncation_direction\":\"Left\"}",
        "#/truncation_direction");
    assertRefused(
        "/v1/rerank",
        "{\"query\":\"q\",\"documents\":[\"a\"],\"rank_fields\":[\"title\"]}",
        "#/rank_fields");
    assertRefused(
        "/v1/rerank",
        "{\"query\":\"q\",\"documents\":[\"a\"],\"max_chunks_per_doc\":3}",
        "#/max_chunks_per_doc");
    assertRefused(
        "/v2/rerank",
        "{\"query\":\"q\",\"documents\":[\"a\"],\"max_tokens_per_doc\":3}",
        "#/max_tokens_per_doc");
  }

  private static void assertRefused(String path, String body, String pointer) throws Exception {
    HttpResponse<String> response = api.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(ApiClient.json(response).at("/errors/0/pointer").textValue()).isEqualTo(pointer);
  }

  private static List<Integer> ints(JsonNode array, String field) {
    List<Integer> values = new ArrayList<>();
    array.forEach(item -> values.add(item.get(field).intValue()));
    return values;
  }

  private static List<Double> doubles(JsonNode array, String field) {
    List<Double> values = new ArrayList<>();
    array.forEach(item -> values.add(item.get(field).doubleValue()));
    return values;
  }
}
