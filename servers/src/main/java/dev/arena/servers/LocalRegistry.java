package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A schema registry on this machine: Apicurio as a child JVM that listens only on the loopback
 * interface, provides the Confluent registry API, and enforces the compatibility that Arena needs.
 *
 * <p>The child process ends with this JVM. Not thread-safe.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");
  private static final String API = "/apis/ccompat/v7";
  private static final String COMPATIBILITY = "{\"compatibility\":\"FULL_TRANSITIVE\"}";
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Path directory;
  private final Path runner;
  private final ServerProcess process;
  private int port;

  private LocalRegistry(Path directory, int port) throws InterruptedException {
    this.directory = directory;
    this.runner = runner();
    this.port = port;
    this.process = ServerProcess.start(this::launch);
  }

  /**
   * Starts a registry on a free port and returns when it accepts requests.
   *
   * @param directory folder for the data ({@code registry/}) and the log ({@code registry.log}); it
   *     is created if it is missing, and existing data is kept
   */
  public static LocalRegistry start(Path directory) throws InterruptedException {
    return new LocalRegistry(directory, 0);
  }

  /**
   * Starts a registry as {@link #start(Path)} does, on the given port.
   *
   * @throws UserException if the port is in use
   */
  public static LocalRegistry start(Path directory, int port) throws InterruptedException {
    Ports.requireFree(port, "the schema registry", "--registry-port");
    return new LocalRegistry(directory, port);
  }

  /** Returns the child process. */
  public ServerProcess process() {
    return process;
  }

  /**
   * Returns the address for {@code schema.registry.url}, such as {@code
   * http://127.0.0.1:8081/apis/ccompat/v7}.
   */
  public String url() {
    return "http://127.0.0.1:" + port + API;
  }

  /** Stops the registry gracefully and keeps its data. Calling this again has no effect. */
  @Override
  public void close() {
    process.close();
  }

  /** Starts the registry on its port, and remembers the port that the system chose for port 0. */
  private ServerProcess.Child launch() throws InterruptedException {
    Path data = directory.resolve("registry").toAbsolutePath();
    Path temporary = TemporaryFolder.emptied(data.resolve("tmp"));
    List<String> java =
        List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.log.category.\"io.quarkus\".level=INFO", // logs the ready line
            "-Dapicurio.datasource.url=jdbc:h2:file:" + data.resolve("apicurio-3"),
            "-cp",
            runner + File.pathSeparator + codeOf(ParentWatchdog.class),
            ParentWatchdog.class.getName(),
            "io.quarkus.runner.GeneratedMain");
    ServerProcess.Child started =
        ServerProcess.launch(
            new ServerProcess.Launch(
                "the schema registry", java, directory.resolve("registry.log"), READY));
    port = Integer.parseInt(started.ready().group(1));
    try {
      requireCompatibility(URI.create(url()));
      return started;
    } catch (IOException | RuntimeException refused) {
      started.kill();
      throw new UserException(
          "the schema registry rejected the setting %s: %s. Expected it to accept this setting; its log is %s."
              .formatted(COMPATIBILITY, refused.getMessage(), directory.resolve("registry.log")),
          refused);
    }
  }

  /** Sets the global compatibility; a new registry accepts any schema change. */
  private static void requireCompatibility(URI api) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) URI.create(api + "/config").toURL().openConnection();
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    request.setRequestMethod("PUT");
    request.setRequestProperty("Content-Type", "application/vnd.schemaregistry.v1+json");
    request.setDoOutput(true);
    try (OutputStream body = request.getOutputStream()) {
      body.write(COMPATIBILITY.getBytes(StandardCharsets.UTF_8));
    }
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("PUT " + api + "/config returned " + request.getResponseCode());
    }
  }

  /**
   * Returns the registry's runner jar, which refers to its libraries. The build unpacks both next
   * to our classes and does not delete those of an earlier version.
   */
  private static Path runner() {
    Path home = codeOf(ParentWatchdog.class).resolveSibling("registry");
    try (Stream<Path> files = Files.list(home)) {
      return files
          .filter(file -> file.toString().endsWith("-runner.jar"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    } catch (IOException | NoSuchElementException absent) {
      throw new UserException(
          home
              + " does not contain the schema registry; expected the files that the build unpacks"
              + " there. Build again: mvn -pl local -am package -DskipTests",
          absent);
    }
  }

  private static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
