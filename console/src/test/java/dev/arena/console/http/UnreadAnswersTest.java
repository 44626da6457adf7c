package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.service.Daemons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that request a large answer on every connection, and do not read it. */
final class UnreadAnswersTest {
  private static final int CONNECTIONS = 4;

  /** More than the socket buffers hold of an answer that is not read. */
  private static final int LARGE_BYTES = 8 << 20;

  private static final String OK = "HTTP/1.1 200 ";

  /** Less than a client may take to read its answer. */
  private static final int SOON_MILLIS = 10_000;

  @Test
  void anotherClientIsAnsweredSoon() throws Exception {
    Answer large = new Answer(200, "text/plain", new byte[LARGE_BYTES], Map.of());
    List<Socket> deaf = new ArrayList<>();
    try (ApiServer server = start(large)) {
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          Socket client = new Socket();
          deaf.add(client);
          client.setReceiveBufferSize(4096);
          client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
          request(client, "/large", "");
          assertThat(client.getInputStream().readNBytes(OK.length()))
              .as("the answer is complete, and the client reads no more of it")
              .asString(US_ASCII)
              .isEqualTo(OK);
        }
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
          try (Socket other = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            request(other, "/elsewhere", "Connection: close\r\n");
            assertThat(other.getInputStream().readAllBytes())
                .asString(US_ASCII)
                .startsWith("HTTP/1.1 404 ");
          }
        }
      } finally {
        for (Socket client : deaf) {
          client.close(); // a stop of the server would wait for them
        }
      }
    }
  }

  private static ApiServer start(Answer large) {
    return ApiServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new ApiServer.Content(
            List.of(
                Endpoint.get(
                    "/large",
                    Endpoint.Access.PUBLIC,
                    request -> CompletableFuture.completedFuture(large))),
            Optional.empty(),
            CONNECTIONS),
        (path, status, nanos) -> {},
        Daemons.named("api"));
  }

  private static void request(Socket client, String path, String headers) throws IOException {
    client.setSoTimeout(SOON_MILLIS);
    client
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                .formatted(path, headers)
                .getBytes(US_ASCII));
  }
}
