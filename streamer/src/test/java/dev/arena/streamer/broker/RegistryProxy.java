package dev.arena.streamer.broker;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Stands between a scorer and a real registry, and breaks when told to. */
final class RegistryProxy implements AutoCloseable {
  /** How requests are answered. */
  enum Mode {
    FAITHFUL,
    UNAVAILABLE,
    KNOWS_NOTHING,
    /** Whatever is to be registered, another client has just registered it. */
    TAKEN
  }

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.FAITHFUL);
  private final URI registry;
  private final HttpServer server;

  RegistryProxy(String registryUrl) throws IOException {
    this(registryUrl, HttpServer.create(ANY_PORT, 0));
    server.createContext("/", this::answer);
    server.start();
  }

  private RegistryProxy(String registryUrl, HttpServer server) {
    this.registry = URI.create(registryUrl);
    this.server = server;
  }

  /**
   * With TLS, and open only to clients that show a certificate or know a password.
   *
   * @param user null if a certificate is requested
   */
  static RegistryProxy guarded(
      String registryUrl, SSLContext tls, @Nullable PasswordAuthentication user)
      throws IOException {
    HttpsServer https = HttpsServer.create(ANY_PORT, 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asked = tls.getDefaultSSLParameters();
            asked.setNeedClientAuth(user == null);
            parameters.setSSLParameters(asked);
          }
        });
    RegistryProxy proxy = new RegistryProxy(registryUrl, https);
    HttpContext context = https.createContext("/", proxy::answer);
    if (user != null) {
      context.setAuthenticator(
          new BasicAuthenticator("registry") {
            @Override
            public boolean checkCredentials(String name, String password) {
              return name.equals(user.getUserName())
                  && password.equals(String.valueOf(user.getPassword()));
            }
          });
    }
    https.start();
    return proxy;
  }

  String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + server.getAddress().getPort() + registry.getPath();
  }

  void become(Mode next) {
    mode.set(next);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (mode.get()) {
        case FAITHFUL -> {
          HttpResponse<String> answer = forward(exchange);
          send(exchange, answer.statusCode(), answer.body());
        }
        case UNAVAILABLE ->
            send(exchange, 503, "{\"error_code\":50302,\"message\":\"out of order\"}");
        case KNOWS_NOTHING ->
            send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        case TAKEN -> {
          HttpResponse<String> answer = forward(exchange);
          if (exchange.getRequestURI().getPath().endsWith("/versions")) {
            send(exchange, 409, "{\"error_code\":409,\"message\":\"already exists\"}");
          } else {
            send(exchange, answer.statusCode(), answer.body());
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> forward(HttpExchange exchange)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
