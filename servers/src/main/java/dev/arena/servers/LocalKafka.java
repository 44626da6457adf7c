package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * One Kafka broker for this machine: a child JVM that is broker and controller, listens on the
 * loopback interface only, and keeps its data in a folder.
 *
 * <p>Replication is 1 everywhere, topics are not created by being used, and records up to 32 MiB
 * are taken. Never leaves a process behind: it dies with this JVM. Not thread-safe.
 */
public final class LocalKafka implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Path directory;
  private final int port;
  private final BrokerSecurity security;
  private final Map<String, Integer> securePorts;
  private ServerProcess process;

  private LocalKafka(
      Path directory, int port, BrokerSecurity security, Map<String, Integer> securePorts)
      throws InterruptedException {
    this.directory = directory;
    this.port = port;
    this.security = security;
    this.securePorts = securePorts;
    this.process = launch();
  }

  /**
   * Starts on free ports and returns when the broker serves.
   *
   * @param directory for data ({@code kafka/}) and log ({@code kafka.log}); created if absent, its
   *     data kept and read again
   */
  public static LocalKafka start(Path directory) throws InterruptedException {
    return start(directory, BrokerSecurity.NONE);
  }

  /** As {@link #start(Path)}, guarded as the caller says. */
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
   * As {@link #start(Path)}, on a port of the caller's choice.
   *
   * @throws UserException if something listens there
   */
  public static LocalKafka start(Path directory, int port) throws InterruptedException {
    Ports.requireFree(port, "Kafka", "--kafka-port");
    return new LocalKafka(directory, port, BrokerSecurity.NONE, Map.of());
  }

  /** For {@code bootstrap.servers}, such as {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * As {@link #bootstrapServers()}, for a listener that this broker has beside the plain one.
   *
   * @param listener its name in {@link BrokerSecurity}
   */
  public String bootstrapServers(String listener) {
    Integer securePort = securePorts.get(listener);
    if (securePort == null) {
      throw new IllegalArgumentException(
          "there is no listener " + listener + "; expected one of " + securePorts.keySet());
    }
    return "127.0.0.1:" + securePort;
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

  /** As {@code kill -9}. The data stay; {@link #restart()} brings the broker back. */
  public void kill() {
    process.kill();
  }

  /** Stops the broker if it runs, and starts it on the same port with the same data. */
  public void restart() throws InterruptedException {
    process.close();
    process = launch();
  }

  /** Stops the broker in order; the data stay. Twice is harmless. */
  @Override
  public void close() {
    process.close();
  }

  /** The controller's port is internal, so another one is tried if it was taken. */
  private ServerProcess launch() throws InterruptedException {
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

  private ServerProcess launch(int controllerPort) throws InterruptedException {
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
      java.add(writeSecurity().toString());
    }
    return ServerProcess.start(
        new ServerProcess.Launch(
            "Kafka", java, directory.resolve("kafka.log"), Pattern.compile(KafkaBroker.READY)));
  }

  private Path writeSecurity() {
    Path file = directory.resolve("kafka-security.properties").toAbsolutePath();
    try {
      Files.createDirectories(directory);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    security.write(file, securePorts);
    return file;
  }
}
