package dev.arena.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.console.http.ApiClient;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Compares the time of requests with that of the model alone, alternately, and says what happens
 * under overload.
 *
 * <p>Arguments: a bundle, a CSV file of pairs, and how many of them to use (150).
 */
final class ApiTimings {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ANSWERS = 16;
  private static final int QUEUE = 16;
  private static final int OVERLOAD = 400;

  private final ApiClient api;
  private final PreferenceScorer alone;
  private final List<ConversationPair> pairs;

  private ApiTimings(ApiClient api, PreferenceScorer alone, List<ConversationPair> pairs) {
    this.api = api;
    this.alone = alone;
    this.pairs = pairs;
  }

  /** Prints a line for each question. */
  public static void main(String[] arguments) throws Exception {
    Path bundle = Path.of(arguments[0]);
    int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 150;
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairReader reader = PairCsvReader.open(Path.of(arguments[1]), BadRows.SKIP)) {
      for (CsvPair row : reader) {
        if (pairs.size() < count && !row.pair().getTurns().isEmpty()) {
          pairs.add(row.pair());
        }
      }
    }
    try (RunningConsole console =
            RunningConsole.start(
                bundle, "arena.console.topics=false", "arena.console.queue=" + QUEUE);
        PreferenceScorer alone =
            PreferenceScorer.open(
                bundle, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()))) {
      ApiTimings timings = new ApiTimings(console.api(), alone, pairs);
      timings.score();
      timings.rank();
      timings.overload();
    }
  }

  /** One pair at a time. */
  private void score() throws Exception {
    List<Double> differences = new ArrayList<>();
    List<Double> runs = new ArrayList<>();
    for (int i = 0; i < 2 * pairs.size(); i++) { // the first half warms up
      ConversationPair pair = pairs.get(i % pairs.size());
      String body = JSON.writeValueAsString(Map.of("turns", turns(pair)));
      long start = System.nanoTime();
      alone.score(pair);
      long middle = System.nanoTime();
      require(api.post("/v1/score", body));
      long end = System.nanoTime();
      if (i >= pairs.size()) {
        runs.add((middle - start) / 1e6);
        differences.add((end - middle - (middle - start)) / 1e6);
      }
    }
    System.out.printf(
        "POST /v1/score, one at a time: the model alone %s ms; the request takes longer by %s ms%n",
        quantiles(runs), quantiles(differences));
  }

  /** 16 answers to one prompt, against 16 encodings of the same texts. */
  private void rank() throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i + ANSWERS < pairs.size(); i++) {
      String prompt = pairs.get(i).getTurns().get(0).getPrompt();
      List<String> answers =
          pairs.subList(i, i + ANSWERS).stream()
              .map(pair -> String.valueOf(pair.getTurns().get(0).getResponseA()))
              .distinct()
              .toList();
      List<ConversationPair> sameTexts = new ArrayList<>();
      for (int j = 0; j + 1 < answers.size(); j += 2) {
        sameTexts.add(
            ConversationPair.newBuilder()
                .setId("pair-" + j)
                .setTurns(List.of(new Turn(prompt, answers.get(j), answers.get(j + 1))))
                .build());
      }
      if (prompt == null || answers.size() < ANSWERS) {
        continue;
      }
      String body = JSON.writeValueAsString(Map.of("prompt", prompt, "responses", answers));
      long start = System.nanoTime();
      alone.score(sameTexts);
      long middle = System.nanoTime();
      require(api.post("/v1/rank", body));
      long end = System.nanoTime();
      if (i >= ANSWERS) {
        ratios.add((end - middle) / (double) (middle - start));
      }
    }
    System.out.printf(
        "POST /v1/rank of %d answers: %s times the time of %d encodings%n",
        ANSWERS, quantiles(ratios), ANSWERS);
  }

  /** Many pairs at once, more than may wait. */
  private void overload() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < OVERLOAD; i++) {
      sent.add(
          api.sendAsync(
              api.posting(
                  "/v1/score",
                  JSON.writeValueAsString(Map.of("turns", turns(pairs.get(i % pairs.size())))))));
    }
    Map<Integer, Integer> statuses = new HashMap<>();
    for (CompletableFuture<HttpResponse<String>> each : sent) {
      statuses.merge(each.get().statusCode(), 1, Integer::sum);
    }
    System.out.printf(
        "%d requests at once, %d may wait: answered by status %s in %.2f s%n",
        OVERLOAD, QUEUE, statuses, (System.nanoTime() - start) / 1e9);
  }

  private static List<Map<String, String>> turns(ConversationPair pair) {
    List<Map<String, String>> turns = new ArrayList<>();
    for (Turn turn : pair.getTurns()) {
      Map<String, String> fields = new HashMap<>();
      fields.put("prompt", turn.getPrompt());
      fields.put("response_a", turn.getResponseA());
      fields.put("response_b", turn.getResponseB());
      turns.add(fields);
    }
    return turns;
  }

  private static void require(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
  }

  private static String quantiles(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return "median %.2f [%.2f, %.2f]"
        .formatted(
            sorted[sorted.length / 2],
            sorted[sorted.length / 20],
            sorted[sorted.length - 1 - sorted.length / 20]);
  }
}
