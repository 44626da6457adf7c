package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.console.http.ApiClient;
import dev.arena.kafka.service.Daemons;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More requests than the model can answer, slow clients, and a stop while requests wait. */
final class OverloadTest {
  private static final String PAIR =
      "{\"turns\":[{\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}]}";
  private static final String ANSWERS = "{\"prompt\":\"p\",\"responses\":[\"a\",\"b\"]}";

  /** Far less than a stop waits for complete requests. */
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
  void requestsThatWaitAreAnsweredBeforeTheServerStops() throws Exception {
    try (HeldApi held = new HeldApi(bundle, 2);
        Socket early = connect(held)) {
      ApiClient client = held.client();
      send(early, "POST /v1/score HTTP/1.1\r\nHost: localhost\r\n");
      CompletableFuture<HttpResponse<String>> waiting =
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
      assertThat(waiting.get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
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
            "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
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

  @Test
  void clientsThatDoNotReadTheirAnswersKeepNoOthersWaiting() throws Exception {
    String body =
        "{\"query\":\"q\",\"return_text\":true,\"texts\":[\"no\",\"%s\"]}"
            .formatted("x".repeat(300_000));
    String request =
        "POST /rerank HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    List<Socket> deaf = new ArrayList<>();
    try (HeldApi held = new HeldApi(bundle, 200)) {
      held.release();
      for (int i = 0; i < 40; i++) { // more than threads
        Socket client = new Socket();
        deaf.add(client);
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), held.port()));
        // more answers than the kernel buffers; a write ends when the socket is closed
        Daemons.named("deaf").newThread(() -> sendUntilClosed(client, request.repeat(15))).start();
      }
      awaitStandstill(held, deaf.size());

      for (int i = 0; i < 5; i++) {
        assertThat(held.client().sendAsync(held.client().posting("/v1/rank", ANSWERS)))
            .succeedsWithin(SOON)
            .returns(200, HttpResponse::statusCode);
      }
    } finally {
      for (Socket client : deaf) {
        client.close();
      }
    }
  }

  /** Waits until each client has had an answer, and no more answers can be sent. */
  private static void awaitStandstill(HeldApi held, int clients) throws Exception {
    AtomicInteger last = new AtomicInteger();
    AtomicInteger same = new AtomicInteger();
    Eventually.holds(
        () -> {
          int now = held.answered().size();
          same.set(now == last.getAndSet(now) ? same.get() + 1 : 0);
          return now >= clients && same.get() >= 400;
        },
        () -> held.answered().size() + " answers");
  }

  private static void sendUntilClosed(Socket client, String requests) {
    try {
      send(client, requests);
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void aRequestThatWaitsIsAnsweredHoweverManyClientsConnect() throws Exception {
    List<Socket> others = new ArrayList<>();
    try (HeldApi held = new HeldApi(bundle, 8, 8)) {
      ApiClient client = held.client();
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(client.sendAsync(client.posting("/v1/score", PAIR)));
      }
      Eventually.holds(() -> held.queued() == 8, () -> held.queued() + " are queued");
      for (int i = 0; i < 50; i++) { // more than four times the limit
        Socket other = connect(held);
        others.add(other);
        assertThat(isClosed(other)).isTrue();
      }

      held.release();
      for (CompletableFuture<HttpResponse<String>> each : waiting) {
        assertThat(each.get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
      }
    } finally {
      for (Socket other : others) {
        other.close();
      }
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void aDeviceThatAnswersAgainIsUpWithoutARequest() throws Exception {
    try (HeldApi held = new HeldApi(bundle, 2)) {
      held.release();
      assertThatThrownBy(
              () ->
                  held.device()
                      .watched(
                          () -> {
                            throw new IllegalStateException("out of memory");
                          }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(held.device().up()).isFalse();

      held.model().probeIfDown();

      Eventually.holds(held.device()::up, () -> "the device is down");
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
