package dev.arena.local.stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a scorer and a real registry, and breaks when told so. */
final class RegistryProxy implements AutoCloseable {
  /** How requests are answered. */
  enum Mode {
    FAITHFUL,
    UNAVAILABLE,
    KNOWS_NOTHING
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.FAITHFUL);
  private final URI registry;
  private final HttpServer server;

  RegistryProxy(String registryUrl) throws IOException {
    this.registry = URI.create(registryUrl);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + registry.getPath();
  }

  void become(Mode next) {
    mode.set(next);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (mode.get()) {
        case FAITHFUL -> forward(exchange);
        case UNAVAILABLE ->
            send(exchange, 503, "{\"error_code\":50302,\"message\":\"out of order\"}");
        case KNOWS_NOTHING ->
            send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
      }
    }
  }

  private void forward(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      send(exchange, answer.statusCode(), answer.body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
