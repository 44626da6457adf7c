package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.AccessToken;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.OlderPairs;
import dev.arena.console.topics.TopicContents;
import dev.arena.models.Explanation;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/pairs}, over HTTP. */
final class PairsApiTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final ConversationPair PAIR =
      PairRecordsOf.pair("p", new Turn("secret-prompt", "One. Two.", null));

  @TempDir private static Path folder;
  private static final TopicContents CONTENTS = new TopicContents(8, (kind, version) -> {});
  private static RunningModel running;
  private static ServedEndpoints withTexts;
  private static ServedEndpoints withoutTexts;

  @BeforeAll
  static void start() {
    Vote vote = PairRecordsOf.vote("p", "secret-voter", VoteOutcome.BOTH_BAD, 2);
    ContentsWriter.add(CONTENTS, PAIR);
    ContentsWriter.add(CONTENTS, PairRecordsOf.scored("p", "arena.preferences", "tiny@1"));
    ContentsWriter.add(CONTENTS, vote);
    ContentsWriter.put(CONTENTS, "k", PairRecordsOf.battle(vote));
    ContentsWriter.add(CONTENTS, PairRecordsOf.vote("only/voted", null, VoteOutcome.A, 3));
    running = new RunningModel(TinyBundle.write(folder.resolve("tiny")));
    withTexts = server(true);
    withoutTexts = server(false);
  }

  private static ServedEndpoints server(boolean texts) {
    return server(RecentPairsOnly.of(CONTENTS, texts));
  }

  private static ServedEndpoints server(KnownPairs pairs) {
    return ServedEndpoints.start(
        PairsApi.endpoints(pairs, running.model()), Optional.of(AccessToken.parse(TOKEN)));
  }

  @AfterAll
  static void stop() {
    withTexts.close();
    withoutTexts.close();
    running.close();
  }

  @Test
  void aPairIsAnsweredWithItsPredictionsVotesAndTexts() throws Exception {
    JsonNode pair = ApiClient.json(get(withTexts, "/v1/pairs/p"));

    assertThat(pair.get("id").textValue()).isEqualTo("p");
    assertThat(pair.get("model_a").textValue()).isEqualTo("heron-70b");
    assertThat(pair.get("created_at").textValue()).isEqualTo("2026-11-29T12:41:07Z");
    assertThat(pair.at("/turns/0/prompt").textValue()).isEqualTo("secret-prompt");
    assertThat(pair.at("/turns/0/response_b").isNull()).isTrue();
    assertThat(pair.at("/predictions")).hasSize(1);
    assertThat(pair.at("/predictions/0/winner_model_a").doubleValue()).isEqualTo(0.5);
    assertThat(pair.at("/votes")).hasSize(1);
    assertThat(pair.at("/votes/0/outcome").textValue()).isEqualTo("BOTH_BAD");
    assertThat(pair.at("/votes/0/state").textValue()).isEqualTo("counts");
    assertThat(pair.at("/votes/0/voter").textValue()).isEqualTo("secret-voter");
    assertThat(pair.has("explanation")).isFalse();
  }

  @Test
  void textsAndVotersAreOmittedIfTheConsoleDoesNotShowThem() throws Exception {
    HttpResponse<String> answer = get(withoutTexts, "/v1/pairs?id=p");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("secret", "turns", "clarity").contains("BOTH_BAD");
    assertThat(get(withoutTexts, "/v1/pairs?id=p&explain=true").statusCode()).isEqualTo(422);
  }

  @Test
  void theExplanationIsThatOfTheConsolesModel() throws Exception {
    Explanation expected = running.scorer().explain(List.of(PAIR)).get(0);

    JsonNode explanation =
        ApiClient.json(get(withTexts, "/v1/pairs/p?sentences=true")).get("explanation");

    assertThat(explanation.get("model").textValue()).isEqualTo(TinyBundle.MODEL);
    assertThat(explanation.at("/parts/0/name").textValue()).isEqualTo("length");
    assertThat(explanation.at("/parts/0/logit").doubleValue())
        .isEqualTo(expected.parts().get(0).logit());
    assertThat(explanation.get("sentences")).hasSize(2);
  }

  @Test
  void anIdInTheQueryMayBeAnyText() throws Exception {
    JsonNode pair = ApiClient.json(get(withTexts, "/v1/pairs?id=only/voted"));

    assertThat(pair.get("id").textValue()).isEqualTo("only/voted");
    assertThat(pair.at("/votes/0/state").textValue()).isEqualTo("not_joined");
  }

  @Test
  void whatCannotBeAnsweredIsAProblem() throws Exception {
    assertThat(get(withTexts, "/v1/pairs?id=none").statusCode()).isEqualTo(404);
    assertThat(get(withTexts, "/v1/pairs").statusCode()).isEqualTo(422);
    assertThat(get(withTexts, "/v1/pairs/p?explain=yes").statusCode()).isEqualTo(422);
    assertThat(withTexts.client().get("/v1/pairs/p").statusCode()).isEqualTo(401);
  }

  @Test
  void aPairThatCannotBeLookedUpNowCanBeAskedForLater() throws Exception {
    OlderPairs.Found nothing = new OlderPairs.Found(null, "Too many are being looked up.");
    KnownPairs busy =
        new KnownPairs(CONTENTS, (id, visitor) -> CompletableFuture.completedFuture(nothing), true);
    try (ServedEndpoints server = server(busy)) {
      HttpResponse<String> answer = get(server, "/v1/pairs/p");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(answer.body()).contains("Too many are being looked up.");
    }
  }

  private static HttpResponse<String> get(ServedEndpoints server, String path) throws Exception {
    ApiClient client = server.client();
    return client.send(client.to(path).header("Authorization", "Bearer " + TOKEN).build());
  }
}
