package dev.arena.console.voting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.AccessToken;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.schemas.Turn;
import dev.arena.schemas.VoteOutcome;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code /v1/next} and {@code /v1/votes}, over HTTP. */
final class VotesApiTest {
  private final VotingStage stage = new VotingStage(VotingStage.pair("p"));

  @AutoClose
  private final ServedEndpoints server = serve(Optional.of(stage.voting), Optional.empty());

  private final ApiClient api = server.client();

  private static ServedEndpoints serve(Optional<Voting> voting, Optional<AccessToken> token) {
    return ServedEndpoints.start(VotesApi.endpoints(voting), token);
  }

  @Test
  void aVoteRevealsTheModelsAndCanBeUndone() throws Exception {
    HttpResponse<String> drawn = api.get("/v1/next?voter=u%207");
    assertThat(drawn.statusCode()).isEqualTo(200);
    assertThat(drawn.body()).doesNotContain("model-", "\"p\"");
    JsonNode pair = ApiClient.json(drawn);
    assertThat(pair.fieldNames()).toIterable().containsExactly("token", "turns", "expires_at");
    assertThat(pair.get("expires_at").textValue()).isEqualTo("2026-11-29T13:00:00.123Z");
    JsonNode turn = pair.at("/turns/0");
    assertThat(turn.fieldNames()).toIterable().containsExactly("prompt", "left", "right");
    boolean swapped = turn.get("right").textValue().equals("408");

    ObjectNode vote = vote(pair.get("token").textValue(), "right");
    vote.putArray("reasons").add("short");
    HttpResponse<String> voted = api.post("/v1/votes", vote.toString());

    assertThat(voted.statusCode()).as(voted.body()).isEqualTo(201);
    JsonNode stored = ApiClient.json(voted);
    assertThat(stored.get("pair_id").textValue()).isEqualTo("p");
    assertThat(stored.get("outcome").textValue()).isEqualTo(swapped ? "A" : "B");
    assertThat(stored.at("/models/left").textValue()).isEqualTo(swapped ? "model-b" : "model-a");
    assertThat(stored.at("/models/right").textValue()).isEqualTo(swapped ? "model-a" : "model-b");
    assertThat(stage.log.last().getVoter()).isEqualTo("u 7");
    assertThat(stage.log.last().getReasons()).containsExactly("short");

    HttpResponse<String> undone =
        api.post("/v1/votes", object().put("undo", stored.get("undo").textValue()).toString());
    assertThat(undone.statusCode()).isEqualTo(200);
    assertThat(undone.body()).isEqualTo("{\"pair_id\":\"p\",\"outcome\":\"WITHDRAWN\"}");
    assertThat(stage.log.last().getOutcome()).isEqualTo(VoteOutcome.WITHDRAWN);
  }

  @Test
  void withoutAPairToVoteOnThereIsNoContent() throws Exception {
    String token = ApiClient.json(api.get("/v1/next?voter=u")).get("token").textValue();
    assertThat(api.post("/v1/votes", vote(token, "tie").toString()).statusCode()).isEqualTo(201);

    HttpResponse<String> none = api.get("/v1/next?voter=u");

    assertThat(none.statusCode()).isEqualTo(204);
    assertThat(none.body()).isEmpty();
    assertThat(api.get("/v1/next?voter=v").statusCode()).isEqualTo(200);
  }

  @Test
  void aRequestThatCannotBeUsedIsRefusedAtTheFieldAtFault() throws Exception {
    String token = ApiClient.json(api.get("/v1/next?voter=u")).get("token").textValue();

    assertProblem(vote(token + "x", "tie"), 422, "#/token");
    assertProblem(vote("", "tie"), 422, "#/token");
    assertProblem(vote(token, "winner_model_a"), 422, "#/verdict");
    assertProblem(object().put("undo", token), 422, "#/undo");
    assertProblem(object().put("token", token), 400, "#/verdict");
    assertProblem(object().put("verdict", "tie"), 400, "#/token");
    assertProblem(vote(token, "tie").put("voter", "u"), 400, "#/voter");
    assertProblem(object().put("undo", token).put("verdict", "tie"), 400, "#/verdict");
    ObjectNode reasons = vote(token, "tie");
    reasons.putArray("reasons").add("fine").add("r".repeat(1_001));
    assertProblem(reasons, 422, "#/reasons/1");
    reasons.set(
        "reasons",
        JsonNodeFactory.instance
            .arrayNode()
            .addAll(Collections.nCopies(17, JsonNodeFactory.instance.textNode("r"))));
    assertProblem(reasons, 400, "#/reasons");
    assertThat(api.get("/v1/next").statusCode()).isEqualTo(400);
    assertThat(api.get("/v1/next?voter=%20").statusCode()).isEqualTo(422);
    assertThat(stage.log.votes).isEmpty();
  }

  @Test
  void aConsoleThatTakesNoVotesSaysWhy() throws Exception {
    try (ServedEndpoints closed = serve(Optional.empty(), Optional.empty())) {
      ApiClient client = closed.client();
      for (HttpResponse<String> response :
          List.of(client.get("/v1/next?voter=u"), client.post("/v1/votes", "{}"))) {
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("arena.console.voting=true");
      }
    }
  }

  @Test
  void withAnAccessTokenNobodyVotesWithoutIt() throws Exception {
    try (ServedEndpoints guarded =
        serve(
            Optional.of(stage.voting), Optional.of(AccessToken.parse("a-token-of-the-console")))) {
      ApiClient client = guarded.client();
      assertThat(client.get("/v1/next?voter=u").statusCode()).isEqualTo(401);
      assertThat(client.post("/v1/votes", "{}").statusCode()).isEqualTo(401);
      assertThat(
              client
                  .send(
                      client
                          .to("/v1/next?voter=u")
                          .header("Authorization", "Bearer a-token-of-the-console")
                          .build())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  /** Each as one string of JSON, with quotes, control characters and half a character. */
  @Test
  void maliciousTextsComeOutAsTheyAre() throws Exception {
    String text = "</script><script>alert(1)</script>\"'\u0000\u202E\\";
    VotingStage other =
        new VotingStage(VotingStage.pair("q", "m", "n", new Turn(text, text, text + "\uD83D")));
    try (ServedEndpoints serving = serve(Optional.of(other.voting), Optional.empty())) {
      HttpResponse<String> drawn = serving.client().get("/v1/next?voter=u");
      JsonNode turn = ApiClient.json(drawn).at("/turns/0");

      assertThat(drawn.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(turn.get("prompt").textValue()).isEqualTo(text);
      assertThat(List.of(turn.get("left").textValue(), turn.get("right").textValue()))
          .containsExactlyInAnyOrder(text, text + "?");
    }
  }

  private void assertProblem(ObjectNode body, int status, String pointer) throws Exception {
    HttpResponse<String> response = api.post("/v1/votes", body.toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(ApiClient.json(response).at("/errors/0/pointer").textValue()).isEqualTo(pointer);
  }

  private static ObjectNode vote(String token, String verdict) {
    return object().put("token", token).put("verdict", verdict);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
