package dev.arena.local.up;

import static dev.arena.servers.LocalService.Program.CHALLENGER;
import static dev.arena.servers.LocalService.Program.CONSOLE;
import static dev.arena.servers.LocalService.Program.STREAM;
import static dev.arena.servers.LocalService.Program.VOTES;

import dev.arena.cli.Shutdown;
import dev.arena.console.ConsoleKeys;
import dev.arena.schemas.failure.UsageException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.Ports;
import dev.arena.servers.StartReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The {@code up} command: it starts Kafka, a registry, the scorer, the votes service and the
 * console, prints {@code ready}, and stops them on Ctrl-C.
 */
@Command(
    name = "up",
    description = {
      "Runs Kafka, a schema registry, the scorer, the votes service and the console on this machine until Ctrl-C.",
      "Restarts a service when it exits. Logs are in the data folder.",
      "",
      "Examples:",
      "  ./arena up",
      "  ./arena up --challenger next",
      "  ./arena up --data /tmp/arena --kafka-port 19092 --registry-port 18081 --http-port 18080 --votes-http-port 18084 --console-port 18086 --console-http-port 18087",
      ""
    },
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  private static final int KAFKA_PORT = 9092;
  private static final int REGISTRY_PORT = 8081;
  private static final int HTTP_PORT = 8080;
  private static final int VOTES_HTTP_PORT = 8084;
  private static final int CHALLENGER_HTTP_PORT = 8085;
  private static final int CONSOLE_PORT = 8086;
  private static final int CONSOLE_HTTP_PORT = 8087;

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
      names = "--votes-http-port",
      paramLabel = "PORT",
      defaultValue = "" + VOTES_HTTP_PORT,
      description = "Port for the votes service's health and metrics. Default: ${DEFAULT-VALUE}.")
  private int votesHttpPort;

  @Option(
      names = "--challenger-http-port",
      paramLabel = "PORT",
      defaultValue = "" + CHALLENGER_HTTP_PORT,
      description = "Port for the challenger's health and metrics. Default: ${DEFAULT-VALUE}.")
  private int challengerHttpPort;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      defaultValue = "" + CONSOLE_PORT,
      description = "Port for the console's pages and API. Default: ${DEFAULT-VALUE}.")
  private int consolePort;

  @Option(
      names = "--console-http-port",
      paramLabel = "PORT",
      defaultValue = "" + CONSOLE_HTTP_PORT,
      description = "Port for the console's health and metrics. Default: ${DEFAULT-VALUE}.")
  private int consoleHttpPort;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Model bundle for the scorer and the console (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--challenger",
      paramLabel = "DIR",
      description =
          "Model bundle for a second scorer, to compare both: its preferences go to a topic of their own, which only the votes service and the console read.")
  private @Nullable Path challenger;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Setting for the scorers; ./arena config lists all settings.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--votes-set",
      paramLabel = "KEY=VALUE",
      description = "Setting for the votes service; ./arena votes config lists all settings.")
  private Map<String, String> votesSettings = new TreeMap<>();

  @Option(
      names = "--console-set",
      paramLabel = "KEY=VALUE",
      description = "Setting for the console; ./arena console config lists all settings.")
  private Map<String, String> consoleSettings = new TreeMap<>();

  /** Called by picocli. */
  public UpCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<PlannedService> planned = planned();
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
      planned.forEach(each -> each.ports().forEach(PlannedService.Port::requireFree));
      stopOnInterrupt(stack, held.path());
      System.err.printf(
          "arena: starting Kafka, a schema registry, %s in %s%n", names(planned), held.path());
      StartReport report = StartReport.lines(System.err, System::nanoTime);
      LocalServers servers = LocalServers.start(held.path(), kafkaPort, registryPort, report);
      stack.add(servers);
      List<LocalService> services = new ArrayList<>();
      for (PlannedService each : planned) {
        LocalService service =
            LocalService.start(held.path(), servers, each.program(), each.settings());
        stack.add(service);
        services.add(service);
        report.ready(each.program().text());
      }
      printReady(servers, services);
      stack.supervise(servers, services);
    }
    return 0;
  }

  /** The services in the order in which they start; rejects settings that they would reject. */
  private List<PlannedService> planned() {
    if (consoleSettings.containsKey(ConsoleKeys.PORT.name())) {
      throw new UsageException(
          "--console-set has %s; expected --console-port for the console's port. Use --console-port %s."
              .formatted(ConsoleKeys.PORT.name(), consoleSettings.get(ConsoleKeys.PORT.name())));
    }
    Ports.requireNumber(kafkaPort, "--kafka-port");
    Ports.requireNumber(registryPort, "--registry-port");
    requireDifferentPorts();
    PlannedService scorer =
        PlannedService.scorer(settings, bundle, operations(httpPort, STREAM, "--http-port"));
    List<PlannedService> scorers = new ArrayList<>(List.of(scorer));
    if (challenger != null) {
      scorers.add(
          scorer.challenger(
              challenger, operations(challengerHttpPort, CHALLENGER, "--challenger-http-port")));
    }
    PlannedService votes =
        PlannedService.votes(
            votesSettings, scorers, operations(votesHttpPort, VOTES, "--votes-http-port"));
    PlannedService console =
        PlannedService.console(
            consoleSettings,
            scorer,
            votes,
            operations(consoleHttpPort, CONSOLE, "--console-http-port"),
            port(consolePort, "the console's pages and API", "--console-port"));
    List<PlannedService> services = new ArrayList<>(scorers);
    // before the challenger, whose topic it must know by the time of the first preference
    services.add(1, votes);
    services.add(console);
    return services;
  }

  private void requireDifferentPorts() {
    Map<Integer, String> flags = new HashMap<>();
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--kafka-port", kafkaPort);
    ports.put("--registry-port", registryPort);
    ports.put("--http-port", httpPort);
    ports.put("--votes-http-port", votesHttpPort);
    ports.put("--console-port", consolePort);
    ports.put("--console-http-port", consoleHttpPort);
    if (challenger != null) {
      ports.put("--challenger-http-port", challengerHttpPort);
    }
    ports.forEach(
        (flag, port) -> {
          String other = flags.putIfAbsent(port, flag);
          if (other != null) {
            throw new UsageException(
                "%s and %s are both %d; expected different ports.".formatted(other, flag, port));
          }
        });
  }

  private static PlannedService.Port operations(
      int number, LocalService.Program program, String flag) {
    return port(number, "health and metrics of " + program.text(), flag);
  }

  private static PlannedService.Port port(int number, String use, String flag) {
    Ports.requireNumber(number, flag);
    return new PlannedService.Port(number, use, flag);
  }

  private static String names(List<PlannedService> planned) {
    List<String> names = planned.stream().map(each -> each.program().text()).toList();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private void printReady(LocalServers servers, List<LocalService> services) {
    StringBuilder ready = new StringBuilder();
    for (LocalService each : services) {
      ready
          .append(", " + each.program().name())
          .append(each.http().map(address -> " " + address).orElse(""))
          .append(" (process %d)".formatted(each.process().pid()));
    }
    System.out.printf(
        "ready: kafka %s, registry %s%s%n",
        servers.kafka().bootstrapServers(), servers.registry().url(), ready);
    System.err.printf(
        "arena: the console is at http://127.0.0.1:%d: leaderboard, pairs, scorers, traffic, votes%n",
        consolePort);
    System.err.println("arena: Ctrl-C stops everything; next, in another terminal:");
    System.err.println("  ./arena replay examples/votes.csv --votes" + addresses(servers));
    System.err.println(
        "  ./arena votes " + (challenger == null ? "evaluation" : "compare") + addresses(servers));
    System.err.println("  ./arena votes leaderboard" + addresses(servers));
  }

  /** Returns the options that commands need if the ports are not their defaults. */
  private String addresses(LocalServers servers) {
    if (kafkaPort == KAFKA_PORT && registryPort == REGISTRY_PORT) {
      return "";
    }
    return " --bootstrap-servers %s --registry-url %s"
        .formatted(servers.kafka().bootstrapServers(), servers.registry().url());
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
