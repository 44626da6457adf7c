package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One schema registry for this machine: Apicurio as a child JVM, on the loopback interface only,
 * speaking the API of Confluent's registry, with the compatibility that Arena asks for.
 *
 * <p>Never leaves a process behind: it dies with this JVM. Not thread-safe.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");
  private static final String API = "/apis/ccompat/v7";
  private static final String COMPATIBILITY = "{\"compatibility\":\"FULL_TRANSITIVE\"}";
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Path directory;
  private final Path runner;
  private ServerProcess process;

  private LocalRegistry(Path directory, int port) throws InterruptedException {
    this.directory = directory;
    this.runner = runner();
    this.process = launch(port);
  }

  /**
   * Starts on a free port and returns when the registry serves.
   *
   * @param directory for data ({@code registry/}) and log ({@code registry.log}); created if
   *     absent, its data kept and read again
   */
  public static LocalRegistry start(Path directory) throws InterruptedException {
    return new LocalRegistry(directory, 0);
  }

  /**
   * As {@link #start(Path)}, on a port of the caller's choice.
   *
   * @throws UserException if something listens there
   */
  public static LocalRegistry start(Path directory, int port) throws InterruptedException {
    Ports.requireFree(port, "the schema registry", "--registry-port");
    return new LocalRegistry(directory, port);
  }

  /** For {@code schema.registry.url}, such as {@code http://127.0.0.1:8081/apis/ccompat/v7}. */
  public String url() {
    return "http://127.0.0.1:" + port() + API;
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

  /** As {@code kill -9}. What was registered more than a second ago stays. */
  public void kill() {
    process.kill();
  }

  /** Stops the registry if it runs, and starts it on the same port with the same data. */
  public void restart() throws InterruptedException {
    int port = port();
    process.close();
    process = launch(port);
  }

  /** Stops the registry in order; the data stay. Twice is harmless. */
  @Override
  public void close() {
    process.close();
  }

  private int port() {
    return Integer.parseInt(process.ready().group(1));
  }

  private ServerProcess launch(int port) throws InterruptedException {
    Path data = directory.resolve("registry").toAbsolutePath();
    Path temporary = createFolder(data.resolve("tmp"));
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
            "-Dquarkus.log.category.\"io.quarkus\".level=INFO", // to say that it is ready
            "-Dapicurio.datasource.url=jdbc:h2:file:" + data.resolve("apicurio-3"),
            "-cp",
            runner + File.pathSeparator + codeOf(ParentWatchdog.class),
            ParentWatchdog.class.getName(),
            "io.quarkus.runner.GeneratedMain");
    ServerProcess started =
        ServerProcess.start(
            new ServerProcess.Launch(
                "the schema registry", java, directory.resolve("registry.log"), READY));
    try {
      requireCompatibility(URI.create("http://127.0.0.1:" + started.ready().group(1) + API));
      return started;
    } catch (IOException | RuntimeException refused) {
      started.kill();
      throw new UserException(
          "the schema registry did not take its setting %s: %s. Its log is %s."
              .formatted(COMPATIBILITY, refused.getMessage(), directory.resolve("registry.log")),
          refused);
    }
  }

  /** A fresh registry would accept any change of a schema. */
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
      throw new IOException("PUT " + api + "/config answered " + request.getResponseCode());
    }
  }

  /**
   * The registry's jar, which names its libraries; the build unpacks both beside our classes, and
   * leaves those of an earlier version there.
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
              + " does not hold the schema registry; expected what the build unpacks there. Build"
              + " again: mvn -pl local -am package -DskipTests",
          absent);
    }
  }

  private static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException neverFromTheJdk) {
      throw new IllegalStateException(neverFromTheJdk);
    }
  }

  private static Path createFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
