package dev.arena.console.page;

import dev.arena.console.api.ApiModel;
import dev.arena.console.api.RunningModel;
import dev.arena.console.http.AccessToken;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ApiServer;
import dev.arena.console.http.Endpoint;
import dev.arena.kafka.service.Daemons;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A server of pages, with a token, and a small model. */
final class ServedPages implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef";

  private final RunningModel running;
  private final ApiServer server;
  private final ApiClient client;

  /**
   * @param folder for the bundle
   * @param endpoints what is served
   */
  ServedPages(Path folder, BiFunction<Frame, ApiModel, List<Endpoint>> endpoints) {
    this.running = new RunningModel(TinyBundle.write(folder.resolve("tiny")));
    this.server =
        ApiServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ApiServer.Content(
                endpoints.apply(new Frame(EnumSet.allOf(Tab.class), true), running.model()),
                Optional.of(AccessToken.parse(TOKEN)),
                64),
            (path, status, nanos) -> {},
            Daemons.named("pages"));
    this.client = new ApiClient(server.port());
  }

  int port() {
    return server.port();
  }

  PreferenceScorer scorer() {
    return running.scorer();
  }

  /** What a visitor gets who has not signed in. */
  HttpResponse<String> asStranger(String path) throws IOException, InterruptedException {
    return client.get(path);
  }

  /** What a visitor gets who may see texts. */
  HttpResponse<String> authorized(String path) throws IOException, InterruptedException {
    return client.send(client.to(path).header("Authorization", "Bearer " + TOKEN).build());
  }

  @Override
  public void close() {
    server.close();
    running.close();
  }
}
