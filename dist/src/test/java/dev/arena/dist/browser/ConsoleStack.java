package dev.arena.dist.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.LocalService.Program;
import dev.arena.servers.Ports;
import dev.arena.streamer.replay.ReplayCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A broker, a registry, a scorer, a votes service and a console, as {@code ./arena up} runs them.
 */
final class ConsoleStack implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final LocalServers servers;
  private final Path folder;
  private final int port = Ports.free();
  private LocalService console;

  /**
   * Starts everything.
   *
   * @param bundle of the scorer and the console
   */
  ConsoleStack(Path folder, Path bundle) throws Exception {
    this.folder = folder;
    this.servers = LocalServers.start(folder.resolve("servers"));
    opened.add(servers);
    try {
      start(Program.STREAM, Map.of("arena.bundle", bundle.toString()));
      start(Program.VOTES, Map.of());
      console = start(Program.CONSOLE, consoleSettings(bundle));
    } catch (Exception | Error failed) {
      close();
      throw failed;
    }
  }

  private Map<String, String> consoleSettings(Path bundle) {
    return Map.of(
        "arena.bundle",
        bundle.toString(),
        "arena.console.port",
        String.valueOf(port),
        "arena.console.texts",
        "true",
        "arena.console.voting",
        "true");
  }

  private LocalService start(Program program, Map<String, String> settings) throws Exception {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("arena.topic.partitions", "1");
    LocalService service =
        LocalService.start(
            Files.createDirectories(folder.resolve(program.name())), servers, program, all);
    opened.add(service);
    return service;
  }

  /** Kills the console, and starts it again. */
  void restartConsole(Path bundle) throws Exception {
    ProcessHandle.of(console.process().pid()).orElseThrow().destroyForcibly();
    opened.remove(console);
    console.close();
    console = start(Program.CONSOLE, consoleSettings(bundle));
  }

  /** Sends the rows of a file with their votes. */
  void replay(Path file) {
    assertThat(
            CommandRunner.run(
                new ReplayCommand(),
                file.toString(),
                "--votes",
                "--bootstrap-servers",
                servers.kafka().bootstrapServers(),
                "--registry-url",
                servers.registry().url()))
        .isEqualTo(CommandRunner.DONE);
  }

  /** The address of a page. */
  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Waits until the main board counts this many votes. */
  void awaitVotes(long votes) throws Exception {
    Eventually.holds(
        () -> boardVotes() == votes, () -> "the board does not count " + votes + " votes");
  }

  private long boardVotes() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url("/v1/leaderboards/all?kinds=human"))).build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body()).path("votes").asLong();
  }

  @Override
  public void close() throws Exception {
    for (int last = opened.size() - 1; last >= 0; last--) {
      opened.get(last).close();
    }
  }
}
