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
 * A service as a child JVM, such as the scorer, connected to local servers.
 *
 * <p>The child process ends with this JVM. Not thread-safe.
 */
public final class LocalService implements AutoCloseable {
  /**
   * A program that runs in the child JVM.
   *
   * @param name name of its folder and of its log, such as {@code scorer}
   * @param text how messages name it, such as {@code the scorer}
   * @param main main class; it accepts settings as {@code --set KEY=VALUE} and prints a line that
   *     starts with {@code ready: } and, if it serves health and metrics, ends with their address,
   *     {@code http://HOST:PORT}
   * @param arguments arguments that precede the settings
   * @param java additional options of the JVM
   */
  public record Program(
      String name, String text, String main, List<String> arguments, List<String> java) {
    /** The {@code stream} command. */
    public static final Program STREAM =
        scorer("dev.arena.streamer.StreamerMain", List.of("stream"));

    /** A second scorer, beside that of {@link #STREAM}. */
    public static final Program CHALLENGER =
        new Program("challenger", "the challenger", STREAM.main(), STREAM.arguments());

    /** The {@code votes run} command. */
    public static final Program VOTES =
        new Program(
            "votes", "the votes service", "dev.arena.votes.VotesMain", List.of("votes", "run"));

    /** The {@code console} command. Its model leaves the processors to the stream. */
    public static final Program CONSOLE =
        new Program(
            "console",
            "the console",
            "dev.arena.console.ConsoleMain",
            List.of("console"),
            List.of(
                "-XX:-PrintWarnings", // without root, a JVM warns of priorities that it applies
                "-XX:ThreadPriorityPolicy=1",
                "-XX:JavaPriority1_To_OSPriority=19",
                "-XX:CompilerThreadPriority=0", // the policy raises it if the user may do so
                "-XX:VMThreadPriority=0"));

    public Program {
      arguments = List.copyOf(arguments);
      java = List.copyOf(java);
    }

    /** A program without options of the JVM. */
    public Program(String name, String text, String main, List<String> arguments) {
      this(name, text, main, arguments, List.of());
    }

    /** A scorer with another main class. */
    public static Program scorer(String main, List<String> arguments) {
      return new Program("scorer", "the scorer", main, arguments);
    }
  }

  private static final Pattern READY = Pattern.compile("(?m)^ready: (?:.*http://\\S+:(\\d+)$|.*$)");

  private final Path directory;
  private final Program program;
  private final Map<String, String> settings;
  private final ServerProcess process;

  private LocalService(Path directory, Program program, Map<String, String> settings)
      throws InterruptedException {
    this.directory = directory;
    this.program = program;
    this.settings = settings;
    this.process = ServerProcess.start(this::launch);
  }

  /**
   * Starts a service and returns once it is ready; it creates missing topics and registers the
   * schemas. It serves health and metrics on any free port unless the settings name one.
   *
   * @param directory folder for its state and temporary files and for its log, both named after the
   *     program
   * @param servers the broker and the registry that it uses
   * @param settings additional settings of its configuration
   * @throws UserException if it cannot start, for example because the port is in use
   */
  public static LocalService start(
      Path directory, LocalServers servers, Program program, Map<String, String> settings)
      throws InterruptedException {
    Map<String, String> all = settings(directory.resolve(program.name()), servers);
    all.put("arena.http.port", "0");
    all.putAll(settings);
    return new LocalService(directory, program, all);
  }

  /**
   * Returns the settings of every service on local servers; the caller may change them.
   *
   * @param state folder for its state
   */
  public static Map<String, String> settings(Path state, LocalServers servers) {
    Map<String, String> settings = new TreeMap<>();
    // read_committed consumers wait for the open transaction of a killed service. At most one
    // second of work is in flight, so 5 s is enough for a service on the broker's machine.
    settings.put("kafka.transaction.timeout.ms", "5000");
    settings.put("arena.topic.create", "true");
    settings.put("arena.registry.register", "true");
    settings.put("kafka.bootstrap.servers", servers.kafka().bootstrapServers());
    settings.put("registry.url", servers.registry().url());
    settings.put("kafka.state.dir", state.toAbsolutePath().toString());
    return settings;
  }

  /** Returns the program that runs. */
  public Program program() {
    return program;
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
    return directory.resolve(program.name()).toAbsolutePath();
  }

  /**
   * Stops the service gracefully: what is in flight is finished and committed. Calling this again
   * has no effect.
   */
  @Override
  public void close() {
    process.close();
  }

  private ServerProcess.Child launch() throws InterruptedException {
    // ONNX Runtime unpacks its libraries there, and a killed process leaves them behind
    Path temporary = TemporaryFolder.emptied(files().resolve("tmp"));
    List<String> java =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary));
    java.addAll(program.java());
    for (String inherited : List.of("arena.home", "ai.djl.offline")) {
      String value = System.getProperty(inherited);
      if (value != null) {
        java.add("-D" + inherited + "=" + value);
      }
    }
    // the service of a short-lived parent, such as the demo, is short-lived too
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
        new ServerProcess.Launch(
            program.text(), java, directory.resolve(program.name() + ".log"), READY));
  }
}
