package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The scorer as a child JVM: the {@code stream} command, connected to local servers.
 *
 * <p>The child process ends with this JVM. Not thread-safe.
 */
public final class LocalScorer implements AutoCloseable {
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
  private final ServerProcess process;

  private LocalScorer(Path directory, Program program, Map<String, String> settings)
      throws InterruptedException {
    this.directory = directory;
    this.program = program;
    this.settings = settings;
    this.process = ServerProcess.start(this::launch);
  }

  /**
   * Starts the scorer and returns once it polls for pairs; the scorer creates missing topics and
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
    Map<String, String> all = settings(directory, servers);
    all.put("arena.http.port", "0");
    all.putAll(settings);
    return new LocalScorer(directory, program, all);
  }

  /**
   * Returns the settings of every scorer on local servers; the caller may change them.
   *
   * @param directory folder for its state ({@code scorer/})
   */
  public static Map<String, String> settings(Path directory, LocalServers servers) {
    Map<String, String> settings = new TreeMap<>();
    // read_committed consumers wait for the open transaction of a killed scorer; at most one second
    // of work is in flight, so 5 s is enough for a scorer on the broker's machine
    settings.put("kafka.transaction.timeout.ms", "5000");
    settings.put("arena.topic.create", "true");
    settings.put("arena.registry.register", "true");
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    settings.put("registry.url", servers.registry().url());
    settings.put("kafka.state.dir", directory.resolve("scorer").toAbsolutePath().toString());
    return settings;
  }

  /** Returns the child process. */
  public ServerProcess process() {
    return process;
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

  /**
   * Stops the scorer gracefully: pairs in flight are answered and committed. Calling this again has
   * no effect.
   */
  @Override
  public void close() {
    process.close();
  }

  private ServerProcess.Child launch() throws InterruptedException {
    // ONNX Runtime unpacks its libraries there, and a killed scorer leaves them behind
    Path temporary = TemporaryFolder.emptied(files().resolve("tmp"));
    List<String> java =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary));
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
    return ServerProcess.launch(
        new ServerProcess.Launch("the scorer", java, directory.resolve("scorer.log"), READY));
  }
}
