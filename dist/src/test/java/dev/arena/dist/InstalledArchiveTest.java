package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.ArenaVersion;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that unpack and use archives of this build's modules, as someone without the sources, Maven
 * and a JDK would.
 */
@Tag("dist")
class InstalledArchiveTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final int LIMIT_SECONDS = 300;

  /** What is on the path besides Java: the launcher needs nothing else. */
  private static final List<String> TOOLS =
      List.of("bash", "awk", "sed", "head", "cat", "cut", "tr", "readlink", "stty");

  /** The archives, for all tests: packing takes most of their time. */
  @TempDir static Path packed;

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void requireBuiltModules() throws IOException {
    for (String module : List.of("streamer", "votes", "console", "trainer", "local", "lab")) {
      Path target = ROOT.resolve(module).resolve("target");
      assumeTrue(
          Files.isRegularFile(target.resolve("classpath"))
              && Files.isRegularFile(
                  target.resolve("arena-%s-%s.jar".formatted(module, ArenaVersion.current()))),
          module + " is not fully built here; ./arena test builds it");
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theFullArchiveScoresForAnotherUserWithOnlyAJreFromAReadOnlyFolder() throws Exception {
    Path home = unpack(Content.FULL, Files.createDirectories(folder.resolve("a folder")));
    run(List.of("chmod", "-R", "a-w", home.toString()));
    Path link =
        Files.createSymbolicLink(
            Files.createDirectories(folder.resolve("links")).resolve("arena"),
            home.resolve("bin/arena"));

    try {
      assertScores(link);
    } finally {
      run(List.of("chmod", "-R", "u+w", home.toString())); // so that it can be deleted
    }
  }

  private void assertScores(Path link) throws Exception {
    Outcome demo = arena(link, "demo", "--limit", "3");
    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(demo.out()).contains("3 pairs scored in", "0 dead letters");
    assertThat(demo.err()).contains("arena: Kafka is ready after");
    assertThat(arena(link, "train", "--help").out()).startsWith("Usage: arena train");
    assertThat(arena(link, "votes", "config").out()).contains("arena.votes.retention = 30 d");
    assertThat(arena(link, "test").err()).contains("the command test builds from Arena's sources");
  }

  @Test
  void theSlimArchiveIsReproducibleAndSaysWhatItLacks() throws Exception {
    Path home = unpack(Content.SLIM, folder);
    Path again = folder.resolve("again.tar.gz");
    pack(Content.SLIM, again);
    assertThat(again).hasSameBinaryContentAs(packed.resolve(Content.SLIM.fileName()));

    Path arena = home.resolve("bin/arena");
    assertThat(arena(arena, "version").out()).isEqualTo("arena " + ArenaVersion.current() + "\n");
    assertThat(arena(arena, "config", "--json").code()).isZero();
    assertThat(arena(arena, "help", "dlq", "list").out()).startsWith("Usage: arena dlq list ");
    assertThat(arena(arena, "completion").out()).contains("complete -o default -F _arena arena");
    assertThat(arena(arena, "votes", "config").out()).contains("arena.votes.retention = 30 d");
    Outcome train = arena(arena, "train");
    assertThat(train.code()).isEqualTo(1);
    assertThat(train.err())
        .contains("the command train is not in this archive")
        .contains("Install the full archive, arena-" + ArenaVersion.current() + ".tar.gz");
    run(List.of("sha256sum", "--quiet", "-c", "SHA256SUMS"), home);
    assertThat(home.resolve("systemd/arena-stream.service"))
        .content()
        .contains("ExecStart=/opt/arena/bin/arena stream");
    assertThat(home.resolve("systemd/arena-votes.service"))
        .content()
        .contains("ExecStart=/opt/arena/bin/arena votes run");
    assertThat(home.resolve("systemd/arena-console.service"))
        .content()
        .contains("ExecStart=/opt/arena/bin/arena console");
    assertThat(home.resolve("lib/streamer.classpath")).content().doesNotContain("rocksdb");
  }

  @Test
  void theSbomListsEveryJarAndWhatIsShadedWithConfluentsClasses() throws Exception {
    Path home = unpack(Content.SLIM, folder);
    JsonNode bom = new ObjectMapper().readTree(home.resolve("sbom.json").toFile());
    List<String> jars;
    try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
      jars =
          lib.map(file -> home.relativize(file).toString())
              .filter(name -> name.endsWith(".jar"))
              .sorted()
              .toList();
    }
    assertThat(jars).noneMatch(name -> name.contains("pytorch"));
    assertThat(bom.path("components").findValuesAsText("location")).containsExactlyElementsOf(jars);
    assertThat(bom.path("components").findValuesAsText("purl"))
        .contains("pkg:maven/com.google.re2j/re2j@1.8", "pkg:maven/ai.djl/api@0.36.0")
        .anyMatch(
            purl -> purl.startsWith("pkg:maven/com.eclipsesource.minimal-json/minimal-json@"));
    assertThat(bom.path("components"))
        .allSatisfy(
            component -> assertThat(component.path("purl").asText()).startsWith("pkg:maven/"));

    Path serde = home.resolve("lib/arena-confluent-serde-" + ArenaVersion.current() + ".jar");
    assertThat(Library.inside(serde).stream().map(Library::purl))
        .anyMatch(purl -> purl.startsWith("pkg:maven/com.fasterxml.jackson.core/jackson-databind@"))
        .anyMatch(purl -> purl.startsWith("pkg:maven/com.google.guava/guava@"))
        .anyMatch(purl -> purl.startsWith("pkg:maven/io.confluent/kafka-avro-serializer@"))
        .allMatch(purl -> bom.findValuesAsText("purl").contains(purl));
    Pattern known =
        Pattern.compile(
            "io/confluent/.*|org/apache/pinot/shaded/com/(fasterxml/jackson|google/common)/.*"
                + "|META-INF/.*");
    try (ZipFile zip = new ZipFile(serde.toFile())) {
      assertThat(zip.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()))
          .allMatch(name -> known.matcher(name).matches());
    }
  }

  /** The build of the image fails if it cannot see a source. */
  @Test
  void theImageBuildSeesEverySourceOfTheSlimArchive() throws Exception {
    List<PathMatcher> copied =
        Files.readAllLines(ROOT.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
            .flatMap(line -> Stream.of(line.split(" ")).skip(1))
            .map(InstalledArchiveTest::belowIt)
            .toList();
    List<PathMatcher> sent =
        Files.readAllLines(ROOT.resolve(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> belowIt(line.substring(1)))
            .toList();

    List<Path> sources =
        Content.SLIM.files(ROOT, ArenaVersion.current()).all().values().stream()
            .map(ArchiveFiles.Entry::source)
            .filter(source -> source != null && source.startsWith(ROOT))
            .map(ROOT::relativize)
            .filter(source -> !source.toString().contains("/target/"))
            .toList();
    assertThat(sources)
        .contains(Path.of("LICENSE"))
        .allMatch(source -> copied.stream().anyMatch(copy -> copy.matches(source)))
        .allMatch(source -> sent.stream().anyMatch(send -> send.matches(source)));
  }

  /** A file or folder that a pattern names, and what is below it. */
  private static PathMatcher belowIt(String pattern) {
    String name = pattern.replaceAll("/$", "");
    return FileSystems.getDefault().getPathMatcher("glob:{" + name + "," + name + "/**}");
  }

  private Path unpack(Content content, Path into) throws Exception {
    Path archive = packed.resolve(content.fileName());
    if (Files.notExists(archive)) {
      pack(content, archive);
    }
    run(List.of("tar", "xzf", archive.toString(), "-C", into.toString()));
    return into.resolve(content.folder());
  }

  private static void pack(Content content, Path archive) throws Exception {
    ReproducibleArchive.write(
        archive, content.folder(), content.files(ROOT, ArenaVersion.current()));
  }

  /** Runs as the user nobody if the current user is root, and as the current user otherwise. */
  private Outcome arena(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root") && Files.isExecutable(SETPRIV)) {
      command.addAll(
          List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
    } else {
      System.err.println("running as the current user: only root can become another");
    }
    command.add(script.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                path().toString(),
                "HOME",
                "/nonexistent",
                "LC_ALL",
                "C.UTF-8",
                "ARENA_JAVA_OPTS",
                "-Djava.io.tmpdir=" + temporaryFolder()));
    return run(builder);
  }

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  /** A folder that both users can write to; it is deleted after the test. */
  private Path temporaryFolder() throws IOException {
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    return Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private Path path() throws IOException {
    Path tools = folder.resolve("tools");
    if (Files.notExists(tools)) {
      Files.createDirectories(tools);
      for (String tool : TOOLS) {
        Files.createSymbolicLink(
            tools.resolve(tool),
            Stream.of("/usr/bin", "/bin")
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow());
      }
      Files.createSymbolicLink(
          tools.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    }
    return tools;
  }

  private void run(List<String> command) throws Exception {
    run(command, folder);
  }

  private void run(List<String> command, Path directory) throws Exception {
    Outcome outcome = run(new ProcessBuilder(command).directory(directory.toFile()));
    assertThat(outcome.code()).as("%s: %s%s", command, outcome.out(), outcome.err()).isZero();
  }

  private Outcome run(ProcessBuilder builder) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(builder.command() + " did not end: " + Files.readString(err));
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
