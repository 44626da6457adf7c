package dev.arena.console.http;

import dev.arena.kafka.service.Daemons;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Endpoints on a free port. */
public final class ServedEndpoints implements AutoCloseable {
  private final ApiServer server;

  private ServedEndpoints(ApiServer server) {
    this.server = server;
  }

  /** Needs no access token. */
  public static ServedEndpoints start(List<Endpoint> endpoints) {
    return start(endpoints, Optional.empty());
  }

  public static ServedEndpoints start(List<Endpoint> endpoints, Optional<AccessToken> token) {
    return start(new ApiServer.Content(endpoints, token, 64), (path, status, nanos) -> {});
  }

  public static ServedEndpoints start(
      ApiServer.Content content, ApiServer.RequestObserver observer) {
    return new ServedEndpoints(
        ApiServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            content,
            observer,
            Daemons.named("served")));
  }

  public int port() {
    return server.port();
  }

  public ApiClient client() {
    return new ApiClient(server.port());
  }

  @Override
  public void close() {
    server.close();
  }
}
