package dev.arena.console.http;

import dev.arena.kafka.service.Daemons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** A server with sign-in for tests of pages. */
final class TestServer implements AutoCloseable {
  static final String TOKEN = "a-token-of-24-characters";
  static final String KEY = "0123456789abcdef0123456789abcdef";

  private final Events events = new Events();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final ApiServer server;
  private final ApiClient client;
  private final AtomicBoolean closing = new AtomicBoolean();

  private TestServer(Optional<AccessToken> token, Executor later, List<Endpoint> endpoints) {
    Visitors visitors =
        new Visitors(token, Signer.parse(KEY), Clock.systemUTC(), new SecureRandom());
    List<Endpoint> all = new ArrayList<>(endpoints);
    all.addAll(
        SignIn.endpoints(
            visitors,
            (visitor, next, error) ->
                "sign in: csrf=%s next=%s error=%s".formatted(visitor.csrf(), next, error),
            later));
    this.server =
        ApiServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ApiServer.Content(
                all,
                visitors,
                64 + Events.MAX_CLIENTS + ApiServer.MAX_ANONYMOUS,
                problem -> "error page: " + problem.detail(),
                events),
            (path, status, nanos) -> answered.add(path + " " + status),
            Daemons.named("api"));
    this.client = new ApiClient(server.port());
  }

  static TestServer start(Endpoint... endpoints) {
    return new TestServer(Optional.empty(), Runnable::run, List.of(endpoints));
  }

  static TestServer withToken(Endpoint... endpoints) {
    return withToken(Runnable::run, endpoints);
  }

  /**
   * A server with sign-in.
   *
   * @param later runs what follows a wrong token
   */
  static TestServer withToken(Executor later, Endpoint... endpoints) {
    return new TestServer(Optional.of(AccessToken.parse(TOKEN)), later, List.of(endpoints));
  }

  ApiClient client() {
    return client;
  }

  ApiServer server() {
    return server;
  }

  Events events() {
    return events;
  }

  /** The path and status of each answered request. */
  Queue<String> answered() {
    return answered;
  }

  /** A GET request as of a browser. */
  HttpResponse<String> browse(String path, String... headers) throws Exception {
    HttpRequest.Builder request = client.to(path).header("Accept", "text/html,*/*;q=0.8");
    return client.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  HttpResponse<String> submit(String path, Map<String, String> fields, String... headers)
      throws Exception {
    return submit(path, encoded(fields), headers);
  }

  HttpResponse<String> submit(String path, String form, String... headers) throws Exception {
    return client.send(form(path, form, headers));
  }

  /** A form as a browser sends it. */
  HttpRequest form(String path, String form, String... headers) {
    HttpRequest.Builder request =
        client
            .to(path)
            .header("Accept", "text/html,*/*;q=0.8")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Sends bytes and returns what is answered until the server closes the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** The cookie that a browser keeps of an answer. */
  static String cookie(HttpResponse<?> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  /** Returns when the server has stopped. */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      server.close();
    }
  }
}
