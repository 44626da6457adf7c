package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Endpoint.Access;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests contain reaches the endpoint, and answers have the headers that protect them. */
final class ServedAnswersTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Endpoint.get(
                "/echo/{text}",
                Access.PUBLIC,
                request -> answer(Answer.csv(request.segment("text")))),
            Endpoint.get(
                "/echo/{text}/more",
                Access.PUBLIC,
                request -> answer(Answer.csv("more of " + request.segment("text")))),
            Endpoint.get(
                "/query",
                Access.PUBLIC,
                request -> answer(Answer.csv(request.query("q").orElse("nothing")))),
            Endpoint.get("/page", Access.PUBLIC, request -> answer(page(request))),
            Endpoint.form(
                "/form",
                Access.PUBLIC,
                request -> answer(Answer.csv(request.field("text").orElse("nothing")))),
            Endpoint.get("/v1/board", Access.PUBLIC, request -> answer(Answer.csv("a,b\n1,2\n"))),
            Endpoint.get(
                "/kept",
                Access.PUBLIC,
                request ->
                    answer(
                        Answer.csv("kept")
                            .withHeader("ETag", "\"7\"")
                            .withHeader("Cache-Control", "no-cache"))),
            Endpoint.get(
                "/broken",
                Access.PUBLIC,
                request -> CompletableFuture.failedFuture(new IllegalStateException("private"))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CompletableFuture<Answer> answer(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer page(ApiRequest request) {
    return Answer.html("csrf=" + request.visitor().csrf() + " " + request.live("board votes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a/b", "a//b", "/", "//", "../x", "%2F", "%", "a;b", "a\\b", "a b", "a+b", "ä☃𝄞",
        "<b>", "a?b", "a#b", "\u0001", "\n", "\u202e", "...", "a&b=c", "a.csv"
      })
  void aSegmentMayBeAnyText(String text) throws Exception {
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");

    assertThat(server.client().get("/echo/" + encoded).body()).isEqualTo(text);
    assertThat(server.client().get("/echo/" + encoded + "/more").body())
        .isEqualTo("more of " + text);
    assertThat(server.client().get("/query?q=" + encoded + "&q=other").body()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/echo/%",
        "/echo/%2",
        "/echo/%zz",
        "/echo/%ff",
        "/echo/%C3",
        "/echo/%2e%2e",
        "/echo/%2e",
        "/echo/%00",
        "/query?q=%",
        "/query?q=%ff",
        "/query?%zz=1"
      })
  void aMalformedUrlIsRefused(String path) throws Exception {
    assertThat(
            server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
  }

  @Test
  void aPathMatchesOnlyAsItWasSent() throws Exception {
    for (String path :
        List.of("/echo/", "/echo", "/echo/a/b", "/ech%6f/a", "/x/../page", "/page;x")) {
      assertThat(
              server.raw(
                  "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
          .as(path)
          .startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void aFieldMayBeAnyText() throws Exception {
    HttpResponse<String> page = server.browse("/page");
    String csrf = page.body().replaceAll(".*csrf=([-A-Za-z0-9_]+).*", "$1");
    String cookie = TestServer.cookie(page);
    for (String text : List.of("a", "a&b=c+d%", "<script>", "ä☃𝄞", "\u0000", "x".repeat(10_000))) {
      assertThat(
              server.submit("/form", Map.of("csrf", csrf, "text", text), "Cookie", cookie).body())
          .isEqualTo(text);
    }
    assertThat(server.submit("/form", "text=&csrf=" + csrf, "Cookie", cookie).body())
        .isEqualTo("nothing");
    for (String malformed :
        List.of("csrf=%s&text=a&text=b", "csrf=%s&text=%%", "csrf=%s&text=%%ff")) {
      HttpResponse<String> refused =
          server.submit("/form", malformed.formatted(csrf), "Cookie", cookie);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).startsWith("error page: The form contains ");
    }
    assertThat(
            server
                .submit(
                    "/form", Map.of("csrf", csrf, "text", "x".repeat(1 << 20)), "Cookie", cookie)
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void aFormOfAnotherMediaTypeIsUnsupported() throws Exception {
    for (String type : List.of("application/json", "multipart/form-data; boundary=x")) {
      HttpRequest form =
          server
              .client()
              .to("/form")
              .header("Content-Type", type)
              .POST(BodyPublishers.ofString("{}"))
              .build();
      HttpResponse<String> refused = server.client().send(form);
      assertThat(refused.statusCode()).isEqualTo(415);
      assertThat(refused.headers().firstValue("Accept"))
          .contains("application/x-www-form-urlencoded");
    }
  }

  @Test
  void everyAnswerHasTheHeadersThatProtectIt() throws Exception {
    List<HttpResponse<String>> answers =
        List.of(
            server.browse("/page"),
            server.client().get("/v1/board"),
            server.client().get("/elsewhere"),
            server.browse("/broken"),
            server.submit("/form", Map.of()),
            server.browse("/page", "Origin", "http://attacker.example"),
            server.client().get("/page?q=%FF"));
    for (HttpResponse<String> answer : answers) {
      assertThat(answer.headers().map())
          .as(answer.uri() + " " + answer.statusCode())
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("referrer-policy", List.of("same-origin"))
          .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
          .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
          .containsEntry("cache-control", List.of("no-store"))
          .hasEntrySatisfying(
              "content-security-policy",
              policy ->
                  assertThat(policy)
                      .containsExactly(
                          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
    }
    assertThat(answers.stream().map(HttpResponse::statusCode))
        .containsExactly(200, 200, 404, 500, 403, 403, 400);
    assertThat(server.raw("nonsense\r\n\r\n").toLowerCase(Locale.ROOT))
        .startsWith("http/1.1 400 ")
        .contains("content-security-policy: default-src 'none'");
  }

  @Test
  void aBrowserGetsErrorsAsPagesAndAProgramAsProblems() throws Exception {
    HttpResponse<String> page = server.browse("/elsewhere");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).startsWith("error page: There is nothing at this path");
    assertThat(server.browse("/broken").body())
        .startsWith("error page: The request could not be answered")
        .doesNotContain("private");
    HttpResponse<String> method = server.browse("/form");
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).contains("POST");
    assertThat(method.body()).startsWith("error page: ");

    for (HttpResponse<String> problem :
        List.of(
            server.browse("/v1/elsewhere"),
            server.browse("/rerank"),
            server.client().get("/elsewhere"))) {
      assertThat(problem.statusCode()).isEqualTo(404);
      assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }

  @Test
  void anAnswerThatTheClientHasIsNotSentAgain() throws Exception {
    HttpResponse<String> first = server.client().get("/v1/board");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(etag).matches("\"[-A-Za-z0-9_]{43}\"");

    for (String same : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
      HttpResponse<String> again = server.browse("/v1/board", "If-None-Match", same);
      assertThat(again.statusCode()).as(same).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).contains(etag);
    }
    for (String other : List.of("\"x\"", "", etag.replace("\"", ""))) {
      assertThat(server.browse("/v1/board", "If-None-Match", other).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> kept = server.browse("/kept");
    assertThat(kept.headers().firstValue("ETag")).contains("\"7\"");
    assertThat(kept.headers().allValues("Cache-Control")).containsExactly("no-cache");
    assertThat(server.browse("/kept", "If-None-Match", "\"7\"").statusCode()).isEqualTo(304);
    assertThat(server.browse("/broken").headers().firstValue("ETag")).isEmpty();
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() throws Exception {
    HttpResponse<String> get = server.client().get("/v1/board");
    HttpRequest request =
        server.client().to("/v1/board").method("HEAD", BodyPublishers.noBody()).build();

    HttpResponse<String> head = server.client().send(request);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("Content-Type", "Content-Length", "ETag")) {
      assertThat(head.headers().firstValue(name)).isEqualTo(get.headers().firstValue(name));
    }
    assertThat(
            server.raw("HEAD /v1/board HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .endsWith("\r\n\r\n");
  }

  @Test
  void aPageSaysWhichVersionsItShows() throws Exception {
    server.events().publish("board", 17);

    assertThat(server.browse("/page").body()).endsWith(" board:17 votes:0");
  }
}
