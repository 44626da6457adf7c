package dev.arena.local.up;

import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigSources;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.Ports;
import dev.arena.servers.StartReport;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The {@code up} command: it starts Kafka, a registry and the scorer, prints {@code ready}, and
 * stops them on Ctrl-C.
 */
@Command(
    name = "up",
    description = {
      "Runs Kafka, a schema registry and the scorer on this machine until Ctrl-C.",
      "Restarts the scorer when it exits. Logs are in the data folder.",
      "",
      "Examples:",
      "  ./arena up",
      "  ./arena up --data /tmp/arena --kafka-port 19092 --registry-port 18081 --http-port 18080",
      ""
    },
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  private static final int KAFKA_PORT = 9092;
  private static final int REGISTRY_PORT = 8081;
  private static final int HTTP_PORT = 8080;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for data and logs, kept between runs (default: in the user's cache).")
  private @Nullable Path data;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "" + KAFKA_PORT,
      description = "Port for Kafka. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "" + REGISTRY_PORT,
      description = "Port for the schema registry. Default: ${DEFAULT-VALUE}.")
  private int registryPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "" + HTTP_PORT,
      description = "Port for the scorer's health and metrics. Default: ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Model bundle for the scorer (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Setting for the scorer; ./arena config lists all settings.")
  private Map<String, String> settings = new TreeMap<>();

  /** Called by picocli. */
  public UpCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    requireUsableSettings();
    Path folder =
        data != null
            ? data
            : DataDirectory.standard(
                System.getenv(),
                System.getProperty("os.name"),
                Path.of(System.getProperty("user.home")));
    try (DataDirectory held = DataDirectory.open(folder.toAbsolutePath());
        Stack stack = new Stack(System.err, System::nanoTime)) {
      Ports.requireFree(kafkaPort, "Kafka", "--kafka-port");
      Ports.requireFree(registryPort, "the schema registry", "--registry-port");
      Ports.requireFree(httpPort, "health and metrics", "--http-port");
      stopOnInterrupt(stack, held.path());
      System.err.println(
          "arena: starting Kafka, a schema registry and the scorer in " + held.path());
      StartReport report = StartReport.lines(System.err, System::nanoTime);
      LocalServers servers = LocalServers.start(held.path(), kafkaPort, registryPort, report);
      stack.add(servers);
      LocalService scorer =
          LocalService.start(held.path(), servers, LocalService.Program.STREAM, scorerSettings());
      stack.add(scorer);
      report.ready("the scorer");
      System.out.printf(
          "ready: kafka %s, registry %s, health and metrics http://127.0.0.1:%d, scorer process"
              + " %d%n",
          servers.kafka().bootstrapServers(),
          servers.registry().url(),
          httpPort,
          scorer.process().pid());
      System.err.println("arena: Ctrl-C stops everything; next, in another terminal:");
      System.err.println("  ./arena replay examples/pairs.csv --wait" + addresses(servers));
      stack.supervise(servers, scorer);
    }
    return 0;
  }

  /** Returns the options that replay needs if the ports are not its defaults. */
  private String addresses(LocalServers servers) {
    if (kafkaPort == KAFKA_PORT && registryPort == REGISTRY_PORT) {
      return "";
    }
    return " --bootstrap-servers %s --registry-url %s"
        .formatted(servers.kafka().bootstrapServers(), servers.registry().url());
  }

  /** Rejects settings that the scorer would reject, before anything starts. */
  private void requireUsableSettings() {
    Ports.requireNumber(kafkaPort, "--kafka-port");
    Ports.requireNumber(registryPort, "--registry-port");
    Ports.requireNumber(httpPort, "--http-port");
    ConfigSources sources =
        ConfigSources.none().withEnvironment(System.getenv()).withCommandLine(scorerSettings());
    ModelBundle.load(StreamerKeys.bundle(StreamerKeys.table().resolve(sources)));
  }

  private Map<String, String> scorerSettings() {
    Map<String, String> all = new TreeMap<>(settings);
    all.putIfAbsent("arena.http.port", String.valueOf(httpPort));
    if (bundle != null) {
      all.put("arena.bundle", bundle.toAbsolutePath().toString());
    }
    return all;
  }

  private static void stopOnInterrupt(Stack stack, Path kept) {
    Shutdown.onSignal(
        "stop",
        () -> {
          stack.close();
          System.err.println("arena: stopped; data and logs are kept in " + kept);
        });
  }
}
