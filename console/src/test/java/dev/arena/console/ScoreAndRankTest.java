package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.ApiClient;
import dev.arena.models.DeviceChoice;
import dev.arena.models.Explanation;
import dev.arena.models.ExplanationJson;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScorerOptions;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/score} and {@code /v1/rank}, over HTTP. */
final class ScoreAndRankTest {
  @TempDir private static Path folder;
  private static PreferenceScorer scorer;
  private static RunningConsole console;
  private static ApiClient api;

  @BeforeAll
  static void start() throws InterruptedException {
    Path bundle = TinyBundle.write(folder.resolve("tiny"));
    scorer =
        PreferenceScorer.open(bundle, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()));
    console = RunningConsole.start(bundle);
    api = console.api();
  }

  @AfterAll
  static void stop() {
    console.close();
    scorer.close();
  }

  /** Equal to the last bit, because a CPU encodes each sequence alone and JSON loses no digit. */
  @Test
  void theScoreOfAPairIsTheOneThatTheModelGivesItInAFile() throws Exception {
    Turn first = new Turn("What is 17 times 24?", "408", "About 400.");
    Turn second = new Turn("Thanks \uD83D\uDE00", null, "You're welcome. " + "x ".repeat(200));

    for (List<Turn> turns : List.of(List.of(first), List.of(first, second))) {
      Score expected = scorer.score(TinyBundle.pair("1", turns.toArray(Turn[]::new)));
      JsonNode found = score(api, turns);

      assertThat(found.get("winner_model_a").doubleValue()).isEqualTo(expected.probabilities().a());
      assertThat(found.get("winner_model_b").doubleValue()).isEqualTo(expected.probabilities().b());
      assertThat(found.get("winner_tie").doubleValue()).isEqualTo(expected.probabilities().tie());
      assertThat(found.get("tokens").intValue()).isEqualTo(expected.tokens());
      assertThat(found.get("truncated").booleanValue()).isEqualTo(expected.truncated());
      assertThat(found.get("model").textValue()).isEqualTo(TinyBundle.MODEL);
    }
  }

  /** Also equal to the last bit, although a file's pairs are scored in batches. */
  @Test
  void theShippedModelScoresASampleAsPredictDoes() throws Exception {
    Path root = Path.of(System.getProperty("arena.root"));
    Path shipped = root.resolve("models/default");
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairReader sample = PairCsvReader.open(root.resolve("examples/votes.csv"), BadRows.STOP)) {
      sample.forEach(row -> pairs.add(row.pair()));
    }
    try (PreferenceScorer predicting =
            PreferenceScorer.open(
                shipped, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()));
        RunningConsole started = RunningConsole.start(shipped)) {
      List<Score> predicted = predicting.score(pairs);
      assertThat(predicted).hasSizeGreaterThan(20);

      for (int i = 0; i < pairs.size(); i++) {
        JsonNode found = score(started.api(), pairs.get(i).getTurns());
        assertThat(found.get("winner_model_a").doubleValue())
            .isEqualTo(predicted.get(i).probabilities().a());
        assertThat(found.get("winner_tie").doubleValue())
            .isEqualTo(predicted.get(i).probabilities().tie());
      }
    }
  }

  @Test
  void requestsThatArriveTogetherGetTheirOwnScores() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    api.sendAsync(
                        api.posting(
                            "/v1/score",
                            "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"%s\",\"response_b\":\"no\"}]}"
                                .formatted("word ".repeat(i)))))
            .toList();

    for (int i = 0; i < responses.size(); i++) {
      JsonNode found = ApiClient.json(responses.get(i).get(2, TimeUnit.MINUTES));
      double expected =
          scorer.score(TinyBundle.pair("1", "p", "word ".repeat(i), "no")).probabilities().a();
      assertThat(found.get("winner_model_a").doubleValue()).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void answersAreRankedByTheirMeanResultAgainstTheOthers() throws Exception {
    List<String> answers = List.of("408", "About 400.", "I cannot say.", "408", "four hundred");
    JsonNode ranked = rank("What is 17 times 24?", answers);

    double[] means = new double[answers.size()];
    for (int i = 0; i < means.length; i++) {
      for (int j = 0; j < means.length; j++) {
        double wins = ranked.at("/pairwise/" + i + "/" + j).doubleValue();
        if (i == j) {
          assertThat(wins).isZero();
          continue;
        }
        Score pair =
            scorer.score(
                TinyBundle.pair("1", "What is 17 times 24?", answers.get(i), answers.get(j)));
        assertThat(wins).isCloseTo(pair.probabilities().a(), within(1e-6));
        means[i] +=
            (pair.probabilities().a() + pair.probabilities().tie() / 2) / (means.length - 1);
      }
      assertThat(ranked.at("/scores/" + i).doubleValue()).isCloseTo(means[i], within(1e-6));
    }
    double last = 1;
    for (JsonNode index : ranked.get("order")) {
      assertThat(means[index.intValue()]).isLessThanOrEqualTo(last + 1e-6);
      last = means[index.intValue()];
    }
    assertThat(ranked.get("order")).hasSize(answers.size());
    assertThat(ranked.get("model").textValue()).isEqualTo(TinyBundle.MODEL);
    assertThat(ranked.get("truncated").booleanValue()).isFalse();
  }

  @Test
  void equalAnswersKeepTheirOrder() throws Exception {
    JsonNode ranked = rank("p", List.of("same", "same", "same"));

    assertThat(ranked.get("order").toString()).isEqualTo("[0,1,2]");
    ranked.get("scores").forEach(s -> assertThat(s.doubleValue()).isCloseTo(0.5, within(1e-6)));
  }

  @Test
  void equalAnswersWithOthersBetweenThemHaveTheSameScoreToTheLastBit() throws Exception {
    for (List<String> answers :
        List.of(
            List.of("same", "x", "same"),
            List.of("same", "x", "a longer one.", "same", "y ".repeat(30), "same"))) {
      JsonNode ranked = rank("p", answers);

      List<Integer> places = new ArrayList<>();
      ranked.get("order").forEach(index -> places.add(index.intValue()));
      places.removeIf(index -> !answers.get(index).equals("same"));
      assertThat(places).isSorted();
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).equals("same")) {
          assertThat(ranked.at("/scores/" + i)).isEqualTo(ranked.at("/scores/0"));
        }
      }
    }
  }

  @Test
  void aScoreIsExplainedIfTheRequestSaysSo() throws Exception {
    Turn turn = new Turn("What is 17 times 24?", "It is 408. I am sure.", "About 400.");
    ConversationPair pair = TinyBundle.pair("1", turn);
    Explanation expected = scorer.explain(pair);
    ObjectNode expectedJson = JsonNodeFactory.instance.objectNode();
    ExplanationJson.addParts(expectedJson, expected);
    ExplanationJson.addSentences(expectedJson, pair, scorer.sentenceEffects(pair));
    Map<String, Object> request = new HashMap<>(Map.of("turns", List.of(fields(turn))));

    JsonNode plain = api.answer("/v1/score", request);
    request.put("explain", true);
    JsonNode explained = api.answer("/v1/score", request);
    request.put("sentences", true);
    JsonNode withSentences = api.answer("/v1/score", request);

    assertThat(plain.has("parts")).isFalse();
    assertThat(explained.get("winner_model_a")).isEqualTo(plain.get("winner_model_a"));
    assertThat(explained.get("parts")).isEqualTo(expectedJson.get("parts"));
    assertThat(explained.get("tie_parts")).isEqualTo(expectedJson.get("tie_parts"));
    assertThat(explained.has("sentences")).isFalse();
    assertThat(withSentences.get("sentences").toString())
        .isEqualTo(expectedJson.get("sentences").toString());
    assertThat(withSentences.get("sentences")).hasSize(3);
  }

  @Test
  void sixtyFourAnswersOfAnyLengthAreRanked() throws Exception {
    List<String> answers =
        IntStream.range(0, 64).mapToObj(i -> "word ".repeat(40 * i) + i).toList();
    JsonNode ranked = rank("", answers);

    assertThat(Arrays.stream(ranked.get("order").toString().split("\\D+")).distinct())
        .hasSize(65); // one of them empty
    assertThat(ranked.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void aCrossEncoderScoresPairsButRefusesToRank() throws Exception {
    Path cross =
        TinyBundle.write(
            folder.resolve("cross"),
            new EncodingSpec(
                EncodingSpec.Kind.CROSS_ENCODER, 48, 16, EncodingSpec.Cut.head(), "\n", ""));
    try (RunningConsole started = RunningConsole.start(cross)) {
      ApiClient client = started.api();

      assertThat(
              client
                  .post(
                      "/v1/score",
                      "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}]}")
                  .statusCode())
          .isEqualTo(200);
      for (Map.Entry<String, String> request :
          Map.of(
                  "/v1/rank", "{\"prompt\":\"p\",\"responses\":[\"a\",\"b\"]}",
                  "/rerank", "{\"query\":\"p\",\"texts\":[\"a\"]}",
                  "/v2/rerank", "{\"query\":\"p\",\"documents\":[\"a\",\"b\"]}")
              .entrySet()) {
        HttpResponse<String> response = client.post(request.getKey(), request.getValue());
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(ApiClient.json(response).get("detail").textValue())
            .contains("is a cross-encoder");
      }
    }
  }

  private static JsonNode score(ApiClient client, List<Turn> turns) throws Exception {
    return client.answer(
        "/v1/score", Map.of("turns", turns.stream().map(ScoreAndRankTest::fields).toList()));
  }

  private static Map<String, @Nullable String> fields(Turn turn) {
    Map<String, @Nullable String> fields = new HashMap<>();
    fields.put("prompt", turn.getPrompt());
    fields.put("response_a", turn.getResponseA());
    fields.put("response_b", turn.getResponseB());
    return fields;
  }

  private static JsonNode rank(String prompt, List<String> responses) throws Exception {
    return api.answer("/v1/rank", Map.of("prompt", prompt, "responses", responses));
  }
}
