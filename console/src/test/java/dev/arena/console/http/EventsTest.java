package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.testing.Eventually;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events over HTTP, to many clients. */
final class EventsTest {
  private static final String GET =
      "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n";

  /** Far less than a stop waits for complete requests. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** A client that listens. */
  private record Listener(Socket socket, InputStream bytes) implements AutoCloseable {
    static Listener connect(TestServer server) throws IOException {
      return connect(server, "");
    }

    static Listener connect(TestServer server, String headers) throws IOException {
      Socket socket = server.connect();
      socket.getOutputStream().write(GET.formatted(headers).getBytes(UTF_8));
      socket.setSoTimeout(60_000);
      return new Listener(socket, new BufferedInputStream(socket.getInputStream()));
    }

    /** Reads up to a line, and returns what stands before it. */
    List<String> readUntil(String wanted) throws IOException {
      List<String> read = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      for (int next = bytes.read(); next >= 0; next = bytes.read()) {
        if (next != '\n') {
          line.append((char) next);
          continue;
        }
        String text = line.toString().stripTrailing();
        if (text.equals(wanted)) {
          return read;
        }
        read.add(text);
        line.setLength(0);
      }
      throw new IOException("ended without " + wanted + ": " + read);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aClientGetsTheCurrentVersionsAndThenEachLaterOne() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.events().publish("board", 7);
      try (Listener client = Listener.connect(server)) {
        List<String> head = client.readUntil("retry: 1000");
        assertThat(head.get(0)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(head)
            .contains(
                "Content-Type: text/event-stream",
                "Cache-Control: no-store",
                "X-Content-Type-Options: nosniff");
        assertThat(client.readUntil("data: 7")).contains("event: board");
        server.events().publish("votes", 3);
        assertThat(client.readUntil("data: 3")).contains("event: votes");
        assertThat(server.server().eventClients()).isEqualTo(1);
      }
      Eventually.holds(
          () -> {
            server.events().publish("board", System.nanoTime());
            return server.server().eventClients() == 0;
          },
          () -> server.server().eventClients() + " clients");
      assertThat(server.answered()).as("a stream is no request that took long").isEmpty();
    }
  }

  @Test
  void moreThan256ClientsAreRefusedAndNoneKeepsRequestsWaiting() throws Exception {
    List<Listener> listeners = new ArrayList<>();
    TestServer server = TestServer.start();
    try {
      for (int i = 0; i < 256; i++) {
        listeners.add(Listener.connect(server));
      }
      Eventually.holds(
          () -> server.server().eventClients() == 256,
          () -> server.server().eventClients() + " clients");
      for (int i = 0; i < 44; i++) {
        HttpResponse<String> refused = server.client().get("/v1/events");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type"))
            .contains("application/problem+json");
        assertThat(refused.body()).contains("256 clients");
      }
      assertThat(server.client().get("/elsewhere").statusCode()).isEqualTo(404);
      server.events().publish("board", 1);
      for (Listener listener : listeners) {
        assertThat(listener.readUntil("data: 1")).contains("event: board");
      }

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      assertThat(stopped).as("a stop does not wait for streams").succeedsWithin(SOON);
    } finally {
      for (Listener listener : listeners) {
        listener.close();
      }
      server.close();
    }
  }

  @Test
  void anonymousClientsLeaveStreamsForVisitorsWhoHaveSignedIn() throws Exception {
    List<Listener> anonymous = new ArrayList<>();
    String token = "Authorization: Bearer " + TestServer.TOKEN + "\r\n";
    try (TestServer server = TestServer.withToken()) {
      for (int i = 0; i < 192; i++) {
        anonymous.add(Listener.connect(server));
      }
      Eventually.holds(
          () -> server.server().eventClients() == 192,
          () -> server.server().eventClients() + " clients");

      HttpResponse<String> refused = server.client().get("/v1/events");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("192 who have not signed in");
      try (Listener operator = Listener.connect(server, token)) {
        operator.readUntil("retry: 1000");
        server.events().publish("board", 1);
        assertThat(operator.readUntil("data: 1")).contains("event: board");
      }
    } finally {
      for (Listener each : anonymous) {
        each.close();
      }
    }
  }

  @Test
  void aStopEndsTheStreams() throws Exception {
    TestServer server = TestServer.start();
    try (Listener client = Listener.connect(server)) {
      client.readUntil("retry: 1000");
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

      assertThat(client.readUntil("0")).as("the chunk that ends an answer").isNotNull();
      stopped.get(1, TimeUnit.MINUTES);
    } finally {
      server.close();
    }
  }

  @Test
  void headIsAnsweredAtOnce() throws Exception {
    try (TestServer server = TestServer.start()) {
      HttpResponse<String> head =
          server
              .client()
              .send(
                  server.client().to("/v1/events").method("HEAD", BodyPublishers.noBody()).build());

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(server.server().eventClients()).isZero();
    }
  }

  @Test
  void aNameCannotBreakTheStream() {
    for (String name : new String[] {"", "a b", "a:b", "a\nb", "Ä", "A"}) {
      assertThatThrownBy(() -> new Events().publish(name, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
