package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleBoards;
import dev.arena.console.topics.SampleEvaluations;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.leaderboard.BoardMethod;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leaderboards and evaluations over HTTP. */
final class FiguresApiTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:41:07Z");
  private static final Instant START_OF_DAY = Instant.parse("2026-03-10T00:00:00Z");
  private static final int NONE = -1;
  private static ServedEndpoints served;
  private static ApiClient api;

  @BeforeAll
  static void start() {
    TopicContents contents = new TopicContents(100, (kind, version) -> {});
    SampleBoards boards = new SampleBoards(7).votes(4, 60, i -> "model, \"" + i + "\"");
    for (BoardMethod method : BoardMethod.values()) {
      ContentsWriter.put(contents, method.toString(), boards.record(method));
    }
    ContentsWriter.put(
        contents, "latin", boards.slice("script=Latin").record(BoardMethod.BRADLEY_TERRY));
    List<LiveEvaluation> evaluations =
        List.of(
            SampleEvaluations.total("small@1", "all", 100),
            SampleEvaluations.total("small@1", "code", 30),
            SampleEvaluations.day("small@1", Instant.parse("2026-03-10T00:00:00Z"), 20),
            SampleEvaluations.day("small@1", Instant.parse("2026-03-08T00:00:00Z"), 7),
            SampleEvaluations.challenger("small@2", "small@1", 80),
            SampleEvaluations.judge(50));
    for (int i = 0; i < evaluations.size(); i++) {
      ContentsWriter.put(contents, String.valueOf(i), evaluations.get(i));
    }
    List<Endpoint> endpoints = new ArrayList<>(LeaderboardApi.endpoints(contents));
    endpoints.addAll(EvaluationApi.endpoints(contents, Clock.fixed(NOW, ZoneOffset.UTC)));
    served = ServedEndpoints.start(endpoints);
    api = served.client();
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return ApiClient.json(response);
  }

  @Test
  void leaderboardsAreListedWithThePathOfEach() throws Exception {
    JsonNode boards = json("/v1/leaderboards").get("leaderboards");

    assertThat(boards).hasSize(4);
    for (JsonNode each : boards) {
      JsonNode board = json(each.get("path").textValue());
      assertThat(board.get("slice")).isEqualTo(each.get("slice"));
      assertThat(board.get("method").textValue()).startsWith(each.get("method").textValue() + "/");
      assertThat(board.get("votes")).isEqualTo(each.get("votes"));
    }
    assertThat(api.get("/v1/leaderboards?format=csv").body())
        .startsWith("kinds,slice,method,models,votes,votes_through,computed_at,path\n");
  }

  @Test
  void aLeaderboardIsThatOfPeopleWithBradleyTerryUnlessAnotherIsNamed() throws Exception {
    assertThat(json("/v1/leaderboards/all").get("method").textValue()).isEqualTo("bradley-terry/1");
    JsonNode styled = json("/v1/leaderboards/all?method=bradley-terry%2Bstyle&kinds=human");
    assertThat(styled.get("style")).isNotEmpty();
    assertThat(styled.at("/rows/0").has("rating_without_style")).isTrue();
  }

  @Test
  void aLeaderboardIsCsvByParameterOrAcceptHeader() throws Exception {
    HttpResponse<String> byParameter = api.get("/v1/leaderboards/all?format=csv");
    HttpResponse<String> json = api.get("/v1/leaderboards/all?format=json");

    assertThat(byParameter.headers().firstValue("Content-Type"))
        .hasValue("text/csv; charset=utf-8");
    assertThat(byParameter.body())
        .startsWith("component,rank_best,")
        .contains("\"model, \"\"0\"\"\"");
    assertThat(json.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(api.get("/v1/leaderboards/all?format=xml").statusCode()).isEqualTo(422);
  }

  @Test
  void aLeaderboardThatDoesNotExistIsNotFound() throws Exception {
    HttpResponse<String> response = api.get("/v1/leaderboards/nowhere?kinds=judge");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(ApiClient.json(response).get("detail").textValue())
        .contains("judge", "nowhere", "bradley-terry", "GET /v1/leaderboards");
  }

  @Test
  void anEvaluationHasTheFiguresOfAllScorersOfTheSelectedVotes() throws Exception {
    assertThat(json("/v1/evaluation").get("evaluations"))
        .extracting(each -> each.path("model").asText(each.path("rater").asText()))
        .containsExactly("judge", "small@1", "small@2");
    assertThat(json("/v1/evaluation?slice=any&model=small%401").get("evaluations"))
        .extracting(each -> each.get("slice").textValue())
        .containsExactly("all", "code");
    assertThat(json("/v1/evaluation?kind=judge").get("evaluations")).isEmpty();
    assertThat(json("/v1/evaluation?topic=arena.preferences.challenger").get("evaluations"))
        .hasSize(1);
  }

  @Test
  void anEvaluationOfDaysIncludesToday() throws Exception {
    String path = "/v1/evaluation?model=small%401&topic=arena.preferences&days=";
    assertThat(json(path + 2).at("/evaluations/0/votes").asInt()).isEqualTo(20);
    assertThat(json(path + 3).at("/evaluations/0/votes").asInt()).isEqualTo(27);
    for (String days : List.of("0", "401", "x", "1.5", "99999999999")) {
      HttpResponse<String> response = api.get(path + days);
      assertThat(response.statusCode()).as(days).isEqualTo(422);
      assertThat(response.body()).contains("expected a number from 1 to 400");
    }
  }

  @Test
  void anEvaluationFollowsItsTopicAndTheDay() throws Exception {
    TopicContents contents = new TopicContents(100, (kind, version) -> {});
    ContentsWriter.put(contents, "total", SampleEvaluations.total("small@1", "all", 100));
    ContentsWriter.put(contents, "day", SampleEvaluations.day("small@1", START_OF_DAY, 20));
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    try (ServedEndpoints own =
        ServedEndpoints.start(EvaluationApi.endpoints(contents, clock(now::get)))) {
      assertThat(votes(own, "?days=1")).isEqualTo(20);
      assertThat(votes(own, "")).isEqualTo(100);

      ContentsWriter.put(contents, "day", SampleEvaluations.day("small@1", START_OF_DAY, 21));
      ContentsWriter.put(contents, "total", SampleEvaluations.total("small@1", "all", 101));
      assertThat(votes(own, "?days=1")).isEqualTo(21);
      assertThat(votes(own, "")).isEqualTo(101);

      now.set(NOW.plus(Duration.ofDays(1)));
      assertThat(votes(own, "?days=1")).isZero();
      assertThat(votes(own, "?days=2")).isEqualTo(21);
      assertThat(votes(own, "?days=2&model=other")).isEqualTo(NONE);
    }
  }

  /** The votes of the only evaluation. */
  private static int votes(ServedEndpoints served, String query) throws Exception {
    JsonNode evaluations =
        ApiClient.json(served.client().get("/v1/evaluation" + query)).get("evaluations");
    return evaluations.path(0).path("votes").asInt(NONE);
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  @Test
  void figuresAreRowsAndColumnsInCsv() throws Exception {
    String[] lines =
        api.get("/v1/evaluation?format=csv&topic=arena.preferences").body().split("\n");

    assertThat(lines).hasSize(2);
    assertThat(lines[0])
        .startsWith("topic,model,slice,kind,votes,")
        .contains("left_wins_interval_0,left_wins_interval_1", "confusion_2_2");
    assertThat(lines[1].split(",", -1)).hasSameSizeAs(lines[0].split(",", -1));
    assertThat(api.get("/v1/evaluation?format=csv&kind=rule").body()).isEmpty();
  }

  @Test
  void aComparisonHasTheGainAndTheDecision() throws Exception {
    JsonNode comparisons = json("/v1/comparison").get("comparisons");

    assertThat(comparisons).hasSize(1);
    assertThat(comparisons.get(0).get("challenger_model").textValue()).isEqualTo("small@2");
    assertThat(comparisons.get(0).get("decision").textValue()).isEqualTo("undecided");
    assertThat(json("/v1/comparison?champion=small%401").get("comparisons")).hasSize(1);
    assertThat(json("/v1/comparison?champion=other").get("comparisons")).isEmpty();
  }
}
