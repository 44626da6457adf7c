package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.Events;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleBoards;
import dev.arena.console.topics.SampleEvaluations;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.voting.VotesApi;
import dev.arena.console.voting.VotingStage;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.votes.leaderboard.BoardMethod;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenAPI document describes what is served. */
final class OpenApiTest {
  /** Its tokens cannot be examples, and its fields are tested by VotesApiTest. */
  private static final String VOTES = "/v1/votes";

  @TempDir private static Path folder;
  private static HeldApi served;
  private static ApiClient api;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    served =
        new HeldApi(
            TinyBundle.write(folder.resolve("tiny")),
            8,
            256,
            model ->
                Stream.of(
                        VotesApi.endpoints(
                            Optional.of(new VotingStage(VotingStage.pair("p")).voting)),
                        LeaderboardApi.endpoints(figures()),
                        EvaluationApi.endpoints(figures(), Clock.systemUTC()),
                        PairsApi.endpoints(RecentPairsOnly.of(pairs(), true), model))
                    .flatMap(List::stream)
                    .toList());
    served.release();
    api = served.client();
    document = ApiClient.json(api.get("/openapi.json"));
  }

  private static TopicContents pairs() {
    TopicContents contents = new TopicContents(8, (kind, version) -> {});
    Vote vote = PairRecordsOf.vote("p", "u", VoteOutcome.A, 2);
    ContentsWriter.add(contents, PairRecordsOf.pair("p", new Turn("q", "a", null)));
    ContentsWriter.add(contents, PairRecordsOf.scored("p", "arena.preferences", "tiny@1"));
    ContentsWriter.add(contents, vote);
    ContentsWriter.put(contents, "k", PairRecordsOf.battle(vote));
    return contents;
  }

  private static TopicContents figures() {
    TopicContents contents = new TopicContents(8, (kind, version) -> {});
    SampleBoards boards =
        new SampleBoards(7).votes(4, 60, i -> "m" + i).add("m0", "unranked", BattleResult.A_WINS);
    for (BoardMethod method : BoardMethod.values()) {
      ContentsWriter.put(contents, method.toString(), boards.record(method));
    }
    ContentsWriter.put(contents, "total", SampleEvaluations.total("small@1", "all", 50));
    ContentsWriter.put(contents, "empty", SampleEvaluations.total("small@0", "all", 0));
    ContentsWriter.put(contents, "judge", SampleEvaluations.judge(20));
    ContentsWriter.put(contents, "next", SampleEvaluations.challenger("small@2", "small@1", 100));
    return contents;
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/leaderboards, /v1/leaderboards",
    "/v1/leaderboards/{slice}, /v1/leaderboards/all",
    "/v1/leaderboards/{slice}, /v1/leaderboards/all?method=bradley-terry%2Bstyle",
    "/v1/leaderboards/{slice}, /v1/leaderboards/all?method=davidson",
    "/v1/evaluation, /v1/evaluation",
    "/v1/evaluation, /v1/evaluation?days=7",
    "/v1/comparison, /v1/comparison"
  })
  void figuresHaveExactlyTheFieldsThatTheDocumentNames(String path, String call) throws Exception {
    JsonNode answer = ApiClient.json(api.get(call));

    assertThat(answer.properties()).isNotEmpty();
    assertMatches(answer, answerOf(document.get("paths").get(path).get("get"), 200), call);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void itsPathsAreThoseOfTheEndpoints() {
    List<String> paths = new ArrayList<>();
    served.endpoints().forEach(endpoint -> paths.add(endpoint.path()));
    paths.add(Events.PATH);

    assertThat(document.get("paths").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(paths);
  }

  @Test
  void itsExamplesAreAnsweredWithExactlyTheFieldsThatItNames() throws Exception {
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode post = path.getValue().get("post");
      if (post != null && !path.getKey().equals(VOTES)) {
        JsonNode answer =
            api.answer(path.getKey(), post.at("/requestBody/content/application~1json/example"));
        assertMatches(
            answer, post.at("/responses/200/content/application~1json/schema"), path.getKey());
      }
    }
  }

  @Test
  void anExplainedScoreHasTheFieldsThatItNames() throws Exception {
    JsonNode post = document.at("/paths/~1v1~1score/post");
    ObjectNode request = example(post);
    request.put("sentences", true);

    JsonNode answer = api.answer("/v1/score", request);

    assertMatches(
        answer, post.at("/responses/200/content/application~1json/schema"), "an explained score");
    assertThat(answer.fieldNames()).toIterable().contains("parts", "tie_parts", "sentences");
  }

  @Test
  void aDrawnPairAndAVoteAreAnsweredWithExactlyTheFieldsThatTheyName() throws Exception {
    JsonNode post = document.at("/paths/~1v1~1votes/post");
    JsonNode examples = post.at("/requestBody/content/application~1json/examples");
    JsonNode drawn = ApiClient.json(api.get("/v1/next?voter=u"));
    assertMatches(drawn, answerOf(document.at("/paths/~1v1~1next/get"), 200), "a drawn pair");

    ObjectNode vote = examples.at("/vote/value").deepCopy();
    HttpResponse<String> voted = api.post(VOTES, vote.set("token", drawn.get("token")).toString());
    assertThat(voted.statusCode()).as(voted.body()).isEqualTo(201);
    assertMatches(ApiClient.json(voted), answerOf(post, 201), "a vote");

    ObjectNode undo = examples.at("/undo/value").deepCopy();
    undo.set("undo", ApiClient.json(voted).get("undo"));
    HttpResponse<String> undone = api.post(VOTES, undo.toString());
    assertThat(undone.statusCode()).as(undone.body()).isEqualTo(200);
    assertMatches(ApiClient.json(undone), answerOf(post, 200), "a withdrawal");
  }

  @Test
  void aPairHasAllFieldsThatItNames() throws Exception {
    for (String path : List.of("/v1/pairs/{id}", "/v1/pairs")) {
      JsonNode schema = answerOf(document.get("paths").get(path).get("get"), 200);
      String call = path.equals("/v1/pairs") ? path + "?id=p&" : "/v1/pairs/p?";

      JsonNode answer = ApiClient.json(api.get(call + "sentences=true"));

      assertMatches(answer, schema, path);
      List<String> complete = names(resolved(schema));
      complete.remove("incomplete");
      assertThat(answer.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(complete);
      assertThat(answer.at("/votes/0").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(names(document.at("/components/schemas/PairVote")));
    }
  }

  private static List<String> names(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode answerOf(JsonNode operation, int status) {
    return operation.at("/responses/" + status + "/content/application~1json/schema");
  }

  @Test
  void aFieldOfARequestIsRequiredOrMayBeNullAsItSays() throws Exception {
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode post = path.getValue().get("post");
      if (post == null || path.getKey().equals(VOTES)) {
        continue;
      }
      JsonNode schema = resolved(post.at("/requestBody/content/application~1json/schema"));
      List<String> required = new ArrayList<>();
      schema.get("required").forEach(name -> required.add(name.textValue()));
      for (Map.Entry<String, JsonNode> field : schema.get("properties").properties()) {
        String name = field.getKey();
        ObjectNode without = example(post);
        without.remove(name);
        assertStatus(path.getKey(), without, required.contains(name) ? 400 : 200);
        ObjectNode withNull = example(post);
        withNull.putNull(name);
        assertStatus(path.getKey(), withNull, required.contains(name) ? 400 : 200);
        if (!required.contains(name)) {
          assertThat(field.getValue().get("type").toString()).as(name).contains("\"null\"");
          assertValuesAreAcceptedOrRefused(path.getKey(), example(post), field);
        }
      }
    }
  }

  private static void assertValuesAreAcceptedOrRefused(
      String path, ObjectNode request, Map.Entry<String, JsonNode> field) throws Exception {
    String name = field.getKey();
    String type = field.getValue().get("type").toString();
    if (type.equals("\"null\"")) {
      assertStatus(path, request.put(name, "x"), 422);
    } else if (field.getValue().has("enum")) {
      assertStatus(path, request.put(name, false), 200);
      assertStatus(path, request.put(name, true), 422);
    } else if (type.contains("boolean")) {
      assertStatus(path, request.put(name, false), 200);
      assertStatus(path, request.put(name, true), 200);
      assertStatus(path, request.put(name, 1), 400);
    } else if (type.contains("integer")) {
      assertStatus(path, request.put(name, 1), 200);
      assertStatus(path, request.put(name, 0), 400);
    }
  }

  private static void assertStatus(String path, ObjectNode request, int status) throws Exception {
    HttpResponse<String> response = api.post(path, request.toString());
    assertThat(response.statusCode())
        .as("%s %s: %s", path, request, response.body())
        .isEqualTo(status);
  }

  private static ObjectNode example(JsonNode post) {
    return post.at("/requestBody/content/application~1json/example").deepCopy();
  }

  private static JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").textValue().substring(1)) : schema;
  }

  @Test
  void aProblemHasTheFieldsThatItNames() throws Exception {
    JsonNode schema =
        document.at("/components/responses/400/content").get("application/problem+json");

    assertMatches(
        ApiClient.json(api.post("/v1/score", "{}")), schema.get("schema"), "a bad request");
  }

  /** Checks types, fields, ranges and constants, the keywords that the document uses of answers. */
  private static void assertMatches(JsonNode value, JsonNode schema, String place) {
    if (schema.has("$ref")) {
      assertMatches(value, resolved(schema), place);
      return;
    }
    if (schema.has("const")) {
      assertThat(value).as(place).isEqualTo(schema.get("const"));
      return;
    }
    JsonNode type = schema.get("type");
    if (type.isArray() && value.isNull()) {
      assertThat(type.toString()).as(place).contains("\"null\"");
      return;
    }
    switch (type.isArray() ? type.get(0).textValue() : type.textValue()) {
      case "object" -> {
        assertThat(value.isObject()).as(place).isTrue();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          JsonNode described = schema.get("properties").get(field.getKey());
          assertThat(described).as(place + "/" + field.getKey()).isNotNull();
          assertMatches(field.getValue(), described, place + "/" + field.getKey());
        }
        schema
            .get("required")
            .forEach(
                name -> assertThat(value.has(name.textValue())).as(place + " " + name).isTrue());
      }
      case "array" -> {
        assertThat(value.isArray()).as(place).isTrue();
        value.forEach(item -> assertMatches(item, schema.get("items"), place + "/*"));
      }
      case "string" -> assertThat(value.isTextual()).as(place).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(place).isTrue();
      case "integer" -> assertThat(value.isInt()).as(place).isTrue();
      case "number" ->
          assertThat(value.doubleValue())
              .as(place)
              .isBetween(
                  schema.path("minimum").asDouble(-Double.MAX_VALUE),
                  schema.path("maximum").asDouble(Double.MAX_VALUE));
      default -> throw new AssertionError(place + ": unknown type " + schema);
    }
  }
}
