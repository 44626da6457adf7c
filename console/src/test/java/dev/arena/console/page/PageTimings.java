package dev.arena.console.page;

import dev.arena.console.api.EvaluationApi;
import dev.arena.console.api.LeaderboardApi;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.page.leaderboard.LeaderboardPage;
import dev.arena.console.page.scorer.ScorerPage;
import dev.arena.console.page.traffic.TrafficPage;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleBoards;
import dev.arena.console.topics.SampleEvaluations;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.topics.TopicKind;
import dev.arena.console.topics.TopicStatus;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.votes.leaderboard.BoardMethod;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Prints the size of pages with 200 models and the time that each takes over HTTP, the median and
 * the slowest of 50 after 20 that are not counted. With the argument {@code serve}, then serves
 * them until it is stopped, to be looked at.
 */
final class PageTimings {
  private static final int MODELS = 200;
  private static final int WARM_UP = 20;
  private static final int RUNS = 50;

  private PageTimings() {}

  public static void main(String[] arguments) throws Exception {
    TopicContents contents = new TopicContents(100, (kind, version) -> {});
    fill(contents);
    Frame frame = new Frame(Set.of(Tab.values()), true);
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(LeaderboardPage.endpoint(frame, contents, "arena.leaderboard"));
    endpoints.add(ScorerPage.endpoint(frame, contents, Clock.systemUTC(), "arena.evaluation"));
    endpoints.addAll(LeaderboardApi.endpoints(contents));
    endpoints.addAll(EvaluationApi.endpoints(contents, Clock.systemUTC()));
    endpoints.add(TrafficPage.endpoint(frame, contents, Clock.systemUTC()));
    endpoints.add(Assets.endpoint());
    try (ServedEndpoints served = ServedEndpoints.start(endpoints)) {
      for (String path :
          List.of(
              "/",
              "/?method=bradley-terry%2Bstyle",
              "/scorer",
              "/traffic",
              "/v1/leaderboards",
              "/v1/leaderboards/all",
              "/v1/leaderboards/all?format=csv",
              "/v1/evaluation?slice=any")) {
        time(served.client(), path);
      }
      if (arguments.length > 0) {
        System.out.println("http://127.0.0.1:" + served.port() + " until Enter");
        System.in.read();
      }
    }
  }

  private static void time(ApiClient client, String path) throws Exception {
    int bytes = 0;
    double[] millis = new double[RUNS];
    for (int i = -WARM_UP; i < RUNS; i++) {
      long start = System.nanoTime();
      bytes = client.get(path).body().getBytes(StandardCharsets.UTF_8).length;
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-34s %7.1f KB  median %6.1f ms  slowest %6.1f ms%n",
        path, bytes / 1e3, millis[RUNS / 2], millis[RUNS - 1]);
  }

  private static void fill(TopicContents contents) {
    SampleBoards boards =
        new SampleBoards(5)
            .votes(MODELS, 60, i -> "organisation-%d/model-%d-chat".formatted(i % 17, i))
            .votes(4, 50, i -> "island-" + i)
            .add("organisation-0/model-0-chat", "never-won", BattleResult.A_WINS);
    for (BoardMethod method : BoardMethod.values()) {
      ContentsWriter.put(contents, "all" + method, boards.slice("all").record(method));
      ContentsWriter.put(contents, "code" + method, boards.slice("code").record(method));
    }
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    for (String model : List.of("arena-small@1.4.0", "arena-small@1.3.0", "arena-tiny@1.0.0")) {
      ContentsWriter.put(contents, model, SampleEvaluations.total(model, "all", 20_000));
      for (int i = 0; i < 20; i++) {
        ContentsWriter.put(
            contents,
            model + i,
            SampleEvaluations.total(
                model, i == 0 ? "multi-turn" : "category=topic-" + i, 300 + 50 * i));
      }
      for (int day = 0; day < 60; day++) {
        ContentsWriter.put(
            contents,
            model + "day" + day,
            SampleEvaluations.day(model, today.minus(Duration.ofDays(day)), 200 + day));
      }
      ContentsWriter.put(
          contents,
          model + "hour",
          SampleEvaluations.hour(model, Instant.now().truncatedTo(ChronoUnit.HOURS), 150));
    }
    ContentsWriter.put(
        contents,
        "challenger",
        SampleEvaluations.challenger("arena-small@1.5.0", "arena-small@1.4.0", 1830));
    Instant now = Instant.now();
    contents.monitor().add("arena.pairs", TopicKind.PAIRS);
    contents.monitor().add("arena.preferences", TopicKind.PREFERENCES);
    contents.monitor().add("arena.pairs.dlq", TopicKind.DEAD_LETTERS);
    for (int i = 0; i < 5000; i++) {
      contents.monitor().arrived("arena.pairs", now.minusMillis(i * 30L));
    }
    contents.monitor().read("arena.pairs", now);
    contents.monitor().lag("arena.pairs", 12);
    contents.monitor().status("arena.pairs", new TopicStatus.Current());
    contents.monitor().status("arena.preferences", new TopicStatus.Reading(120, 4000));
    contents.monitor().failed("arena.pairs.dlq", now, "the broker does not answer");
    contents.monitor().deadLetter("arena.pairs.dlq", "invalid_record", now);
    ContentsWriter.put(contents, "judge", SampleEvaluations.judge(400));
  }
}
