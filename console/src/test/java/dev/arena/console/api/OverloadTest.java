package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.ApiClient;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More requests than the model can answer, slow clients, and a stop while requests wait. */
final class OverloadTest {
  private static final String PAIR =
      "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}]}";
  private static final String ANSWERS = "{\"prompt\":\"p\",\"responses\":[\"a\",\"b\"]}";

  /** Far less than a stop waits for requests that have begun. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private static Path folder;
  private static Path bundle;

  @BeforeAll
  static void write() {
    bundle = TinyBundle.write(folder.resolve("tiny"));
  }

  @Test
  void aRequestBeyondTheQueueIsRefusedAndThoseInItAreAnswered() throws Exception {
    try (HeldApi held = new HeldApi(bundle, 2)) {
      ApiClient client = held.client();
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(client.sendAsync(client.posting("/v1/score", PAIR)));
        waiting.add(client.sendAsync(client.posting("/v1/rank", ANSWERS)));
      }
      Eventually.holds(() -> held.queued() == 4, () -> held.queued() + " are queued");

      for (HttpResponse<String> refused :
          List.of(client.post("/v1/score", PAIR), client.post("/v1/rank", ANSWERS))) {
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Content-Type"))
            .contains("application/problem+json");
        assertThat(ApiClient.json(refused).get("detail").textValue())
            .contains("arena.console.queue");
      }
      held.release();
      for (CompletableFuture<HttpResponse<String>> each : waiting) {
        assertThat(each.get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
      }
      assertThat(client.post("/v1/score", PAIR).statusCode()).isEqualTo(200);
      Eventually.holds(() -> held.answered().size() == 7, () -> held.answered().toString());
      assertThat(held.answered())
          .containsExactlyInAnyOrder(
              "/v1/score 429",
              "/v1/rank 429",
              "/v1/score 200",
              "/v1/score 200",
              "/v1/score 200",
              "/v1/rank 200",
              "/v1/rank 200");
    }
  }

  @Test
  void requestsThatHaveBegunAreAnsweredBeforeTheServerStops() throws Exception {
    try (HeldApi held = new HeldApi(bundle, 2);
        Socket early = connect(held)) {
      ApiClient client = held.client();
      send(early, "POST /v1/score HTTP/1.1\r\nHost: x\r\n");
      CompletableFuture<HttpResponse<String>> begun =
          client.sendAsync(client.posting("/v1/score", PAIR));
      Eventually.holds(() -> held.queued() == 1, () -> held.queued() + " are queued");

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(held::stopServer);
      Eventually.holds(() -> refusesConnections(held), () -> "connections are accepted");
      send(early, "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n");
      String refused = new String(early.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(refused).startsWith("HTTP/1.1 503 ");
      assertThat(refused).contains("application/problem+json", "Retry-After: 5", "is stopping");
      assertThat(stopped).isNotDone();

      held.release();
      assertThat(begun.get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
      stopped.get(2, TimeUnit.MINUTES);
    }
  }

  @Test
  void slowClientsLeaveThreadsForOthers() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (HeldApi held = new HeldApi(bundle, 2)) {
      held.release();
      for (int i = 0; i < 300; i++) { // more than threads, and than connections that may be open
        Socket client = connect(held);
        slow.add(client);
        send(
            client,
            "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
      }

      assertThat(held.client().post("/v1/score", PAIR).statusCode()).isEqualTo(200);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(held::stopServer);
      assertThat(stopped).as("a stop waits for complete requests only").succeedsWithin(SOON);
    } finally {
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  private static Socket connect(HeldApi held) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), held.port());
    socket.setSoTimeout(120_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static boolean refusesConnections(HeldApi held) throws IOException {
    try (Socket socket = connect(held)) {
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
