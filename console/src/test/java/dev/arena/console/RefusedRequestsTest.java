package dev.arena.console;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ApiServer;
import dev.arena.models.testing.TinyBundle;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refused request is answered with a problem as in RFC 9457. */
final class RefusedRequestsTest {
  private static final String TOKEN = "a-token-of-24-characters";
  private static final String GOOD =
      "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}]}";

  @TempDir private static Path folder;
  private static Path bundle;
  private static RunningConsole console;
  private static ApiClient api;

  @BeforeAll
  static void start() throws InterruptedException {
    bundle = TinyBundle.write(folder.resolve("tiny"));
    console = RunningConsole.start(bundle);
    api = console.api();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "/v1/score | [] | # | Found an array of 0 items; expected a JSON object.",
        "/v1/score | {} | #/turns | The field is missing.",
        "/v1/score | {\"turns\":[]} | #/turns | Found an array of 0 items; expected an array of 1 to 1000 items.",
        "/v1/score | {\"turns\":[7]} | #/turns/0 | Found the number 7; expected a JSON object.",
        "/v1/score | {\"turns\":[{\"prompt\":\"p\",\"response_a\":true,\"response_b\":\"b\"}]} | #/turns/0/response_a | Found true; expected a string or null.",
        "/v1/score | {\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\",\"x/y ~\":1}]} | #/turns/0/x~1y%20~0 | There is no such field; expected prompt, response_a, response_b.",
        "/v1/score | {\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}],\"turn\":1} | #/turn | There is no such field; expected turns, explain, sentences.",
        "/v1/rank | {\"prompt\":null,\"responses\":[\"a\",\"b\"]} | #/prompt | Found null; expected a string.",
        "/v1/rank | {\"prompt\":\"p\",\"responses\":[\"a\"]} | #/responses | Found an array of 1 item; expected an array of 2 to 64 items.",
        "/v1/rank | {\"prompt\":\"p\",\"responses\":[\"a\",{}]} | #/responses/1 | Found an object; expected a string.",
        "/rerank | {\"query\":\"q\",\"texts\":\"a\"} | #/texts | Found a string; expected an array of 1 to 64 items.",
        "/v2/rerank | {\"query\":\"q\",\"documents\":[\"a\"],\"top_n\":0} | #/top_n | Found the number 0; expected a whole number, 1 or more.",
        "/v2/rerank | {\"query\":\"q\",\"documents\":[{\"title\":\"a\"}]} | #/documents/0/text | The field is missing.",
      })
  void aFieldThatCannotBeReadIsNamed(String path, String body, String pointer, String detail)
      throws Exception {
    JsonNode problem = problem(api.post(path, body), 400);

    assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo(pointer);
    assertThat(problem.get("detail").textValue()).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"turns\":",
        "{\"turns\":[]} {}",
        "{\"turns\":[],\"turns\":[]}",
        "turns",
      })
  void aBodyThatIsNotJsonIsRefused(String body) throws Exception {
    JsonNode problem = problem(api.post("/v1/score", body), 400);

    assertThat(problem.get("detail").textValue())
        .startsWith("The body is not valid JSON, or names a field twice (line 1, column ");
  }

  @Test
  void anEmptyOrDeeplyNestedBodyIsRefused() throws Exception {
    assertThat(problem(api.post("/v1/score", ""), 400).get("detail").textValue())
        .startsWith("The body is empty");
    assertThat(problem(api.post("/v1/score", "[".repeat(100_000)), 400).get("detail").textValue())
        .startsWith("The body is nested too deeply");
    assertThat(
            problem(api.post("/v1/score", "{\"" + "x".repeat(2_000) + "\":1}"), 400)
                .toString()
                .length())
        .isLessThan(500);
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() throws Exception {
    for (byte[] body :
        List.of(
            new byte[] {0, 0, 0, 0x7B, 0, 0x11, 0, 0}, // malformed UTF-32
            GOOD.getBytes(UTF_16),
            new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})) {
      HttpRequest request =
          api.to("/v1/score")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      problem(api.send(request), 400);
    }
  }

  @Test
  void aBodyThatArrivesByteByByteIsRead() throws Exception {
    StringBuilder chunks = new StringBuilder();
    GOOD.chars().forEach(each -> chunks.append("1\r\n").append((char) each).append("\r\n"));

    assertThat(
            raw(
                "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks
                    + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aRequestIsRefusedBeforeItsBodyArrives() throws Exception {
    try (RunningConsole guarded = RunningConsole.start(bundle, "arena.console.token=" + TOKEN)) {
      int port = guarded.application().port();
      String rest = "Host: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n";

      assertThat(beginning(port, "POST /v1/score HTTP/1.1\r\n" + rest)).endsWith(" 401 ");
      assertThat(beginning(port, "POST /elsewhere HTTP/1.1\r\n" + rest)).endsWith(" 404 ");
      assertThat(beginning(port, "PUT /v1/score HTTP/1.1\r\n" + rest)).endsWith(" 405 ");
      String authorized = "Authorization: Bearer " + TOKEN + "\r\n";
      assertThat(beginning(port, "POST /v1/score HTTP/1.1\r\n" + authorized + rest))
          .endsWith(" 415 ");
    }
  }

  /** The first characters of the answer to the headers of a request, without its body. */
  private static String beginning(int port, String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000); // less than the server waits for a body
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readNBytes("HTTP/1.1 401 ".length()), UTF_8);
    }
  }

  @Test
  void withoutATokenOnlyTheHostsOfThisMachineAreAccepted() throws Exception {
    for (String host : List.of("localhost", "LOCALHOST:8086", "127.0.0.1:1", "[::1]:8086")) {
      assertThat(raw(get("Host: " + host))).startsWith("HTTP/1.1 200 ");
    }
    for (String host : List.of("x", "attacker.example:8086", "127.0.0.1.attacker.example")) {
      assertThat(raw(get("Host: " + host))).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void aRequestOfAForeignWebPageIsRefused() throws Exception {
    for (String origin : List.of("http://localhost:8086", "https://localhost:8086")) {
      assertThat(raw(get("Host: localhost:8086\r\nOrigin: " + origin))).startsWith("HTTP/1.1 200 ");
    }
    for (String origin :
        List.of("http://attacker.example", "null", "http://localhost:9999", "http://localhost")) {
      assertThat(raw(get("Host: localhost:8086\r\nOrigin: " + origin))).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void aPageOfAnotherSiteMayLinkHereButLoadNothing() throws Exception {
    String crossSite = "Host: localhost:8086\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: ";

    assertThat(raw(get(crossSite + "navigate"))).startsWith("HTTP/1.1 200 ");
    assertThat(raw(get(crossSite + "no-cors"))).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void withoutATokenARequestThroughAProxyIsRefused() throws Exception {
    for (String header : List.of("Forwarded: for=10.0.0.9", "X-Forwarded-For: 10.0.0.9")) {
      assertThat(raw(get("Host: localhost:8086\r\n" + header)))
          .startsWith("HTTP/1.1 403 ")
          .contains("comes through a proxy");
    }
  }

  @Test
  void aRequestThatNeedsNoTokenHasASmallBody() throws Exception {
    HttpRequest large =
        api.to("/openapi.json").method("GET", BodyPublishers.ofString("x".repeat(20_000))).build();

    problem(api.send(large), 413);
  }

  private static String get(String headers) {
    return "GET /openapi.json HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n";
  }

  @Test
  void aRequestThatBreaksHttpIsRefused() throws Exception {
    assertThat(raw("GET / HTTP/1.1\r\n\r\n")) // without a host
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "\"status\":400");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("application/problem+json", "\"status\":431");
  }

  private static String raw(String request) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), console.application().port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    problem(api.get("/v1"), 404);
    problem(api.post("/v1/scores", GOOD), 404);
    problem(api.post("/v1/score/", GOOD), 404);
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    HttpResponse<String> get = api.get("/v1/score");
    problem(get, 405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");

    HttpResponse<String> post = api.post("/openapi.json", "{}");
    problem(post, 405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");

    HttpRequest overridden =
        api.to("/v1/score").header("X-HTTP-Method-Override", "POST").GET().build();
    problem(api.send(overridden), 405);
  }

  @Test
  void aBodyOfMoreThanOneMebibyteIsTooLarge() throws Exception {
    String prefix = "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"";
    String suffix = "\"}]}";
    int room = ApiServer.MAX_BODY_BYTES - prefix.length() - suffix.length();

    assertThat(api.post("/v1/score", prefix + "x".repeat(room) + suffix).statusCode())
        .isEqualTo(200);
    problem(api.post("/v1/score", prefix + "x".repeat(room + 1) + suffix), 413);
    HttpRequest chunked =
        api.to("/v1/score")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArrays(
                    Collections.nCopies(200, new byte[ApiServer.MAX_BODY_BYTES / 100])))
            .build();
    problem(api.send(chunked), 413);
  }

  @Test
  void aBodyOfAnotherMediaTypeIsUnsupported() throws Exception {
    HttpRequest text = api.to("/v1/score").POST(BodyPublishers.ofString(GOOD)).build();
    problem(api.send(text), 415);
    for (String type : List.of("text/plain", "application/json-patch+json")) {
      problem(
          api.send(
              api.to("/v1/score")
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(GOOD))
                  .build()),
          415);
    }
    for (String type : List.of("Application/JSON", "application/json; charset=utf-8")) {
      HttpRequest json =
          api.to("/v1/score")
              .header("Content-Type", type)
              .POST(BodyPublishers.ofString(GOOD))
              .build();
      assertThat(api.send(json).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutTheTokenOnlyTheDescriptionOfTheApiIsServed() throws Exception {
    try (RunningConsole guarded = RunningConsole.start(bundle, "arena.console.token=" + TOKEN)) {
      ApiClient client = guarded.api();
      HttpResponse<String> refused = client.post("/v1/score", GOOD);
      problem(refused, 401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      for (String wrong : List.of("Bearer " + TOKEN + "x", "Basic " + TOKEN, "Bearer ", TOKEN)) {
        problem(client.send(authorized(client, wrong)), 401);
      }

      assertThat(client.send(authorized(client, "Bearer " + TOKEN)).statusCode()).isEqualTo(200);
      assertThat(client.send(authorized(client, "bearer " + TOKEN)).statusCode()).isEqualTo(200);
      assertThat(client.get("/openapi.json").statusCode()).isEqualTo(200);
      assertThat(guarded.operations().get("/info").body())
          .contains("\"arena.console.token\":\"(hidden)\"")
          .doesNotContain(TOKEN);
    }
  }

  private static HttpRequest authorized(ApiClient client, String authorization) {
    return client
        .to("/v1/score")
        .header("Content-Type", "application/json")
        .header("Authorization", authorization)
        .POST(BodyPublishers.ofString(GOOD))
        .build();
  }

  private static JsonNode problem(HttpResponse<String> response, int status) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = ApiClient.json(response);
    List<String> fields = new ArrayList<>();
    problem.fieldNames().forEachRemaining(fields::add);
    assertThat(fields).startsWith("type", "title", "status", "detail");
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("title").textValue()).isNotBlank();
    assertThat(problem.get("detail").textValue()).endsWith(".");
    return problem;
  }
}
