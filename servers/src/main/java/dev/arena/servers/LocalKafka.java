package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Kafka broker on this machine: a child JVM that is both broker and controller, listens only on
 * the loopback interface, and keeps its data in a folder.
 *
 * <p>Topics have one replica and are not created automatically; the maximum record size is 32 MiB.
 * The child process ends with this JVM. Not thread-safe.
 */
public final class LocalKafka implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Path directory;
  private final int port;
  private final BrokerSecurity security;
  private final Map<String, Integer> securePorts;
  private final ServerProcess process;

  private LocalKafka(
      Path directory, int port, BrokerSecurity security, Map<String, Integer> securePorts)
      throws InterruptedException {
    this.directory = directory;
    this.port = port;
    this.security = security;
    this.securePorts = securePorts;
    this.process = ServerProcess.start(this::launch);
  }

  /**
   * Starts a broker on free ports and returns when it accepts requests.
   *
   * @param directory folder for the data ({@code kafka/}) and the log ({@code kafka.log}); it is
   *     created if it is missing, and existing data is kept
   */
  public static LocalKafka start(Path directory) throws InterruptedException {
    return start(directory, BrokerSecurity.NONE);
  }

  /** Starts a broker as {@link #start(Path)} does, with these security settings. */
  public static LocalKafka start(Path directory, BrokerSecurity security)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      Map<String, Integer> securePorts = security.freePorts();
      try {
        return new LocalKafka(directory, port, security, securePorts);
      } catch (UserException failed) {
        boolean free = Ports.isFree(port) && securePorts.values().stream().allMatch(Ports::isFree);
        if (attempt == ATTEMPTS || free) {
          throw failed;
        }
      }
    }
  }

  /**
   * Starts a broker as {@link #start(Path)} does, on the given port.
   *
   * @throws UserException if the port is in use
   */
  public static LocalKafka start(Path directory, int port) throws InterruptedException {
    Ports.requireFree(port, "Kafka", "--kafka-port");
    return new LocalKafka(directory, port, BrokerSecurity.NONE, Map.of());
  }

  /** Returns the child process. */
  public ServerProcess process() {
    return process;
  }

  /** Returns the address for {@code bootstrap.servers}, such as {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Returns the address of an additional listener for {@code bootstrap.servers}.
   *
   * @param listener name of the listener in {@link BrokerSecurity}
   */
  public String bootstrapServers(String listener) {
    Integer securePort = securePorts.get(listener);
    if (securePort == null) {
      throw new IllegalArgumentException(
          "there is no listener " + listener + "; expected one of " + securePorts.keySet());
    }
    return "127.0.0.1:" + securePort;
  }

  /** Stops the broker gracefully and keeps its data. Calling this again has no effect. */
  @Override
  public void close() {
    process.close();
  }

  /**
   * Starts the child process with a free controller port, and tries another port if it was taken.
   */
  private ServerProcess.Child launch() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int controllerPort = Ports.free();
      try {
        return launch(controllerPort);
      } catch (UserException failed) {
        if (attempt == ATTEMPTS || Ports.isFree(controllerPort)) {
          throw failed;
        }
      }
    }
  }

  private ServerProcess.Child launch(int controllerPort) throws InterruptedException {
    List<String> java = new ArrayList<>();
    java.addAll(
        List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=dev/arena/servers/kafka-logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            ParentWatchdog.class.getName(),
            KafkaBroker.class.getName(),
            directory.resolve("kafka").toAbsolutePath().toString(),
            String.valueOf(port),
            String.valueOf(controllerPort)));
    if (!security.equals(BrokerSecurity.NONE)) {
      Path file = directory.resolve("kafka-security.properties").toAbsolutePath();
      security.write(file, securePorts);
      java.add(file.toString());
    }
    return ServerProcess.launch(
        new ServerProcess.Launch(
            "Kafka", java, directory.resolve("kafka.log"), Pattern.compile(KafkaBroker.READY)));
  }
}
