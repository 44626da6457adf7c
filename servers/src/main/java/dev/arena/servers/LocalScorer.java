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
 * The scorer as a child JVM: the {@code stream} command, connected to local servers.
 *
 * <p>The child process ends with this JVM. Not thread-safe.
 */
public final class LocalScorer implements AutoCloseable {
  /**
   * The settings of every scorer on local servers. Consumers with {@code read_committed} wait for
   * the open transaction of a killed scorer. At most one second of work is in flight, so a timeout
   * of 5 s is enough while the scorer and the broker run on the same machine.
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
   * A program that runs in the child JVM.
   *
   * @param main main class; it accepts settings as {@code --set KEY=VALUE} and prints a line that
   *     starts with {@code ready: } and, if it serves health and metrics, ends with their address,
   *     {@code http://HOST:PORT}
   * @param arguments arguments that precede the settings
   */
  public record Program(String main, List<String> arguments) {
    /** The {@code stream} command. */
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
   * Starts the scorer and returns when it polls pairs; the scorer creates missing topics and
   * registers the schemas.
   *
   * @param directory folder for its state and temporary files ({@code scorer/}) and its log ({@code
   *     scorer.log})
   * @param servers the broker and the registry that it uses
   * @param httpPort port of health and metrics
   * @param settings additional settings of its configuration
   * @throws UserException if it cannot start, for example because the port is in use
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
   * Starts a program instead of the scorer. It serves health and metrics on any free port unless
   * the settings name one.
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

  /** Returns the address of health and metrics; empty if they are off. */
  public Optional<URI> http() {
    return Optional.ofNullable(process.ready().group(1))
        .map(port -> URI.create("http://127.0.0.1:" + port));
  }

  /** Returns the folder of its state and temporary files. */
  public Path files() {
    return directory.resolve("scorer").toAbsolutePath();
  }

  /** Returns the process id of the child process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the child process is running. */
  public boolean alive() {
    return process.alive();
  }

  /**
   * Returns a future that completes when the child process has ended for any reason; it never
   * fails.
   */
  public CompletableFuture<?> ended() {
    return process.ended();
  }

  /** Kills the scorer as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Stops the scorer if it is running, and starts it with the same settings. */
  public void restart() throws InterruptedException {
    process.close();
    process = launch();
  }

  /**
   * Stops the scorer gracefully: pairs in flight are answered and committed. Calling this again has
   * no effect.
   */
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
    for (String inherited : List.of("arena.home", "ai.djl.offline")) {
      String value = System.getProperty(inherited);
      if (value != null) {
        java.add("-D" + inherited + "=" + value);
      }
    }
    // the scorer of a short-lived parent, such as the demo, is short-lived too
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

  /**
   * Returns an empty temporary folder. ONNX Runtime unpacks its libraries there, and a killed
   * scorer leaves them behind.
   */
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
