package dev.arena.dist.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's {@code docker-compose.yml} as a separate project, on free ports. */
final class Compose implements AutoCloseable {
  /** The first build of the image downloads a lot. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final Pattern BASE = Pattern.compile("(?m)^FROM (\\S+:\\S+)");

  private final Path log;
  private final Map<String, String> environment = new TreeMap<>();
  private final int kafka = Ports.free();
  private final int registry = Ports.free();
  private final int votes = Ports.free();
  private final int prometheus = Ports.free();

  private Compose(Path folder) {
    this.log = folder.resolve("docker.log");
    environment.put("COMPOSE_PROJECT_NAME", "arena-test-" + ProcessHandle.current().pid());
    environment.put("KAFKA_PORT", Integer.toString(kafka));
    environment.put("REGISTRY_PORT", Integer.toString(registry));
    environment.put("VOTES_PORT", Integer.toString(votes));
    environment.put("PROMETHEUS_PORT", Integer.toString(prometheus));
    environment.put("SCORER_PORTS", "0"); // Docker chooses one for each
  }

  /**
   * Skips the test if there is no Docker engine, or if it neither has nor can pull the images.
   *
   * @param folder the folder for Docker's messages
   * @param bundles the folder that holds the bundle {@code default}
   */
  static Compose prepare(Path folder, Path bundles) throws IOException, InterruptedException {
    Compose compose = new Compose(folder);
    compose.environment.put("ARENA_BUNDLES", bundles.toString());
    assumeThat(compose.code("docker", "compose", "version"))
        .as("skipped: no docker compose here")
        .isZero();
    assumeThat(compose.code("docker", "info")).as("skipped: no Docker engine is running").isZero();
    for (String image : compose.images()) {
      assumeThat(
              compose.code("docker", "image", "inspect", image) == 0
                  || compose.code("docker", "pull", "--quiet", image) == 0)
          .as("skipped: Docker has no %s and cannot pull it", image)
          .isTrue();
    }
    return compose;
  }

  private List<String> images() throws IOException, InterruptedException {
    List<String> images = new ArrayList<>();
    for (String service : List.of("kafka", "registry", "prometheus")) {
      images.addAll(
          run("--profile", "monitoring", "config", "--images", service)
              .lines()
              .filter(image -> !image.startsWith("arena-"))
              .toList());
    }
    BASE.matcher(Files.readString(ROOT.resolve("Dockerfile")))
        .results()
        .forEach(base -> images.add(base.group(1)));
    return images.stream().distinct().toList();
  }

  String kafka() {
    return "localhost:" + kafka;
  }

  String registry() {
    return "http://localhost:" + registry + "/apis/ccompat/v7";
  }

  String prometheus() {
    return "http://localhost:" + prometheus;
  }

  /** What {@code docker compose} with these arguments prints; it must succeed. */
  String run(String... arguments) throws IOException, InterruptedException {
    return docker(Stream.concat(Stream.of("compose"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** What {@code docker} with these arguments prints; it must succeed. */
  String docker(String... arguments) throws IOException, InterruptedException {
    String[] command =
        Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new);
    Process process =
        builder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    process.getOutputStream().close();
    String printed = ChildProcess.output(process, LIMIT);
    assertThat(process.exitValue())
        .as(() -> String.join(" ", command) + " said: " + read())
        .isZero();
    return printed;
  }

  /** Ids of a service's running containers. */
  List<String> containers(String service) throws IOException, InterruptedException {
    return run("ps", "--quiet", service).lines().toList();
  }

  private int code(String... command) throws InterruptedException {
    try {
      Process process =
          builder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return ChildProcess.exitCode(process, LIMIT);
    } catch (IOException noSuchProgram) {
      return 127;
    }
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  private String read() {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("--profile", "*", "down", "--volumes", "--timeout", "30");
  }
}
