package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The scorer as a child JVM: the command {@code stream} against local servers.
 *
 * <p>Never leaves a process behind: it dies with this JVM. Not thread-safe.
 */
public final class LocalScorer implements AutoCloseable {
  /**
   * Settings of every scorer on local servers. Readers of committed records wait for an open
   * transaction of a scorer that was killed; at most one second of work is in flight, so 5 s are
   * enough for one here, where nothing but this machine is between scorer and broker.
   */
  public static final Map<String, String> STANDARD =
      Map.of(
          "kafka.transaction.timeout.ms",
          "5000",
          "arena.topic.create",
          "true",
          "arena.registry.register",
          "true");

  /**
   * What runs in the child.
   *
   * @param main takes settings as {@code --set KEY=VALUE}, and says {@code ready: } and, unless
   *     they are off, {@code http://HOST:PORT} of health and metrics at the end of that line
   * @param arguments before the settings
   */
  public record Program(String main, List<String> arguments) {
    /** The command {@code stream}. */
    public static final Program STREAM =
        new Program("dev.arena.streamer.StreamerMain", List.of("stream"));

    public Program {
      arguments = List.copyOf(arguments);
    }
  }

  private static final Pattern READY = Pattern.compile("(?m)^ready: (?:.*http://\\S+:(\\d+)$|.*$)");

  private final Path directory;
  private final Program program;
  private final Map<String, String> settings;
  private ServerProcess process;

  private LocalScorer(Path directory, Program program, Map<String, String> settings)
      throws InterruptedException {
    this.directory = directory;
    this.program = program;
    this.settings = settings;
    this.process = launch();
  }

  /**
   * Starts the scorer and returns when it reads pairs; it creates missing topics and registers the
   * schemas.
   *
   * @param directory for its state and temporary files ({@code scorer/}) and log ({@code
   *     scorer.log})
   * @param servers what it works on
   * @param httpPort of health and metrics
   * @param settings more keys of its configuration
   * @throws UserException when it cannot start, for example because the port is in use
   */
  public static LocalScorer start(
      Path directory, LocalServers servers, int httpPort, Map<String, String> settings)
      throws InterruptedException {
    Ports.requireFree(httpPort, "health and metrics", "--http-port");
    Map<String, String> all = new TreeMap<>(Map.of("arena.http.port", String.valueOf(httpPort)));
    all.putAll(settings);
    return start(directory, servers, Program.STREAM, all);
  }

  /**
   * Starts a program in the scorer's place, with health and metrics on any free port unless the
   * settings say otherwise.
   */
  public static LocalScorer start(
      Path directory, LocalServers servers, Program program, Map<String, String> settings)
      throws InterruptedException {
    Map<String, String> all = new TreeMap<>(STANDARD);
    all.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    all.put("registry.url", servers.registry().url());
    all.put("kafka.state.dir", directory.resolve("scorer").toAbsolutePath().toString());
    all.put("arena.http.port", "0");
    all.putAll(settings);
    return new LocalScorer(directory, program, all);
  }

  /** Where health and metrics are served; empty when they are off. */
  public Optional<URI> http() {
    return Optional.ofNullable(process.ready().group(1))
        .map(port -> URI.create("http://127.0.0.1:" + port));
  }

  /** The folder of its state and temporary files. */
  public Path files() {
    return directory.resolve("scorer").toAbsolutePath();
  }

  /** Process id of the child. */
  public long pid() {
    return process.pid();
  }

  /** Whether the child runs. */
  public boolean alive() {
    return process.alive();
  }

  /** Done when the child is gone, whatever the reason; never fails. */
  public CompletableFuture<?> ended() {
    return process.ended();
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.kill();
  }

  /** Stops the scorer if it runs, and starts it with the same settings. */
  public void restart() throws InterruptedException {
    process.close();
    process = launch();
  }

  /** Stops the scorer in order: what it took is answered and committed. Twice is harmless. */
  @Override
  public void close() {
    process.close();
  }

  private ServerProcess launch() throws InterruptedException {
    List<String> java =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + emptyTemporaryFolder()));
    for (String handedOn : List.of("arena.home", "ai.djl.offline")) {
      String value = System.getProperty(handedOn);
      if (value != null) {
        java.add("-D" + handedOn + "=" + value);
      }
    }
    // the scorer of what lives briefly, such as the demo, lives briefly too
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
        .forEach(java::add);
    java.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ParentWatchdog.class.getName(),
            program.main()));
    java.addAll(program.arguments());
    settings.forEach((key, value) -> java.addAll(List.of("--set", key + "=" + value)));
    return ServerProcess.start(
        new ServerProcess.Launch("the scorer", java, directory.resolve("scorer.log"), READY));
  }

  /** ONNX Runtime unpacks its libraries there; a scorer that was killed has left its own. */
  private Path emptyTemporaryFolder() {
    Path folder = files().resolve("tmp");
    new TemporaryFolder(folder).close();
    try {
      return Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
