package dev.arena.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  private static final Path ARENA = Path.of(System.getProperty("arena.root"), "arena");

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void withoutArgumentsItExplainsItself() throws Exception {
    Outcome outcome = run(ARENA, Map.of());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("./arena demo", "  train ", "  replay ", "  bench ", "  test ");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void anUnknownCommandIsExitCodeTwoAndNamesTheNearest() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "dmeo");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("arena: unknown command dmeo: did you mean demo?");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anUnknownCommandThatResemblesNoneListsAll() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "xyzzy.*");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("expected one of demo up stream replay tail dlq config train");
  }

  @Test
  void itFindsItsFolderThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("a link"), ARENA);
    assertThat(run(link, Map.of(), "--version").out()).matches("arena \\d+\\.\\d+\\.\\d+\\R");
  }

  @Test
  void aMissingMavenIsASentence() throws Exception {
    Path copy = freshCopy();
    Path tools = tools("java", "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n");
    Outcome outcome = run(copy, path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("no Maven was found; expected mvn 3.8 or newer");
    assertThat(copy.resolveSibling("target").resolve("arena-build.lock")).doesNotExist();
  }

  @Test
  void anOldJavaIsASentence() throws Exception {
    Path tools = tools("java", "#!/bin/sh\necho 'java version \"1.8.0_402\"' >&2\n");
    Outcome outcome = run(freshCopy(), path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("is Java 1; expected 17 or newer");
  }

  @Test
  void itBuildsOnceAndAgainOnlyWhenASourceChanged() throws Exception {
    Path copy = freshCopy();
    Path tools = workingTools();
    assertThat(run(copy, path(tools), "config").err()).contains("building streamer", "built in");
    assertThat(run(copy, path(tools), "config").err()).isEmpty();
    Path source = copy.resolveSibling("streamer/src/main/java/New.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run(copy, path(tools), "config").err())
        .contains("because sources or settings changed");
  }

  @Test
  void aProfileIsBuiltOnceAndRememberedUntilAnotherIsNamed() throws Exception {
    Path copy = freshCopy();
    Path arguments = copy.resolveSibling("arguments");
    Map<String, String> gpu = new HashMap<>(path(workingTools()));
    gpu.put("ARENA_MAVEN_PROFILES", "gpu");
    Map<String, String> cpu = new HashMap<>(gpu);
    cpu.put("ARENA_MAVEN_PROFILES", "");

    Outcome first = run(copy, gpu, "config");
    assertThat(first.err()).contains("building streamer with profile gpu");
    assertThat(first.out()).isEqualTo("profiles seen by the program: none\n");
    assertThat(arguments).content().contains("-Pgpu");

    assertThat(run(copy, gpu, "config").err()).isEmpty();
    assertThat(run(copy, path(workingTools()), "config").err()).isEmpty();

    assertThat(run(copy, cpu, "config").err()).contains("building streamer, because");
    assertThat(arguments).content().doesNotContain("-P");
    assertThat(run(copy, path(workingTools()), "config").err()).isEmpty();
  }

  @Test
  void aProfileThatDoesNotExistIsASentence() throws Exception {
    Map<String, String> environment = new HashMap<>(path(workingTools()));
    environment.put("ARENA_MAVEN_PROFILES", "absent");
    Outcome outcome = run(freshCopy(), environment, "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("ARENA_MAVEN_PROFILES is absent; expected profiles of pom");
  }

  @Test
  void aLockWhoseHolderIsGoneIsTakenByOneOfManyAtATime() throws Exception {
    Path copy = freshCopy();
    Path target = Files.createDirectories(copy.resolveSibling("target"));
    Process gone = new ProcessBuilder("/bin/sh", "-c", "exit").start();
    ChildProcess.exitCode(gone);
    Path lock = target.resolve("arena-build.lock");
    Files.createSymbolicLink(lock, Path.of(String.valueOf(gone.pid())));
    Map<String, String> environment = path(workingTools());
    List<Process> together = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path err = folder.resolve("err-" + i);
      together.add(start(copy, environment, folder.resolve("out-" + i), err, "config"));
    }
    for (Process one : together) {
      assertThat(ChildProcess.exitCode(one)).isZero();
    }
    assertThat(copy.resolveSibling("builds")).content().hasLineCount(1);
    assertThat(target).isDirectoryNotContaining(path -> path.toString().contains(".lock"));
  }

  @Test
  void aLockThatIsKeptForTooLongIsASentenceThatNamesItsHolder() throws Exception {
    Path copy = freshCopy();
    Path lock = copy.resolveSibling("target").resolve("arena-build.lock");
    Files.createDirectories(lock.getParent());
    String holder = String.valueOf(ProcessHandle.current().pid());
    Files.createSymbolicLink(lock, Path.of(holder));
    Map<String, String> environment = new HashMap<>(path(workingTools()));
    environment.put("_arena_lock_limit", "1");
    Outcome outcome = run(copy, environment, "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("waiting for another build of this folder (process " + holder + ")")
        .contains("process " + holder + " has kept ", "remove the lock: rm -r ");
    assertThat(Files.isSymbolicLink(lock)).isTrue();
  }

  @Test
  void theScorerEndsWhenMemoryEndsAndTheOperatorsOptionsForJavaComeLast() throws Exception {
    Path copy = freshCopy();
    Map<String, String> environment = new HashMap<>(path(workingTools()));
    tools(
        "java",
        """
        #!/bin/sh
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit 0; }
        echo "$JAVA_TOOL_OPTIONS ${ARENA_JAVA_OPTS-none} $*"
        """);
    environment.put("JAVA_TOOL_OPTIONS", "-Dtheirs=1");
    environment.put("ARENA_JAVA_OPTS", "-Xmx600m -XX:MaxDirectMemorySize=64m");

    assertThat(run(copy, environment, "stream").out())
        .startsWith("-Dtheirs=1 none -XX:+ExitOnOutOfMemoryError -XX:MaxDirectMemorySize=256m ")
        .containsPattern("-Xmx600m -XX:MaxDirectMemorySize=64m -cp \\S+ \\S+ stream");
    assertThat(run(copy, environment, "config").out()).doesNotContain("ExitOnOutOfMemoryError");
  }

  @Test
  void helpOfACommandIsThatCommandsHelp() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "help", "test");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).startsWith("Usage: ./arena test");
  }

  @Test
  void aFailedBuildShowsTheErrorsAndItsLog() throws Exception {
    tools("java", "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n");
    Path tools =
        tools(
            "mvn",
            """
            #!/bin/sh
            [ "$1" = -v ] && { echo 'Apache Maven 3.9.9'; echo 'Java version: 17.0.1'; exit 0; }
            echo '[ERROR] cannot find symbol'
            exit 1
            """);
    Outcome outcome = run(freshCopy(), path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("[ERROR] cannot find symbol", "arena-build.log");
  }

  /** The script alone in a folder of its own, with the sources that it looks at. */
  private Path freshCopy() throws IOException {
    Path home = Files.createDirectories(folder.resolve("copy"));
    for (String module : List.of("schemas", "models", "streamer")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.writeString(home.resolve(module).resolve("pom.xml"), "");
    }
    Files.createDirectories(home.resolve("schemas/confluent-serde"));
    Files.writeString(home.resolve("schemas/confluent-serde/pom.xml"), "");
    Files.writeString(home.resolve("pom.xml"), "");
    return Files.copy(ARENA, home.resolve("arena"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** A Java and a Maven that do as little as the launcher needs, and record what Maven was told. */
  private Path workingTools() throws IOException {
    tools(
        "java",
        """
        #!/bin/sh
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit 0; }
        echo "profiles seen by the program: ${ARENA_MAVEN_PROFILES-none}"
        """);
    return tools(
        "mvn",
        """
        #!/bin/sh
        [ "$1" = -v ] && { echo 'Apache Maven 3.9.9'; echo 'Java version: 17.0.1'; exit 0; }
        mkdir -p streamer/target && : >streamer/target/classpath
        echo "$@" >arguments
        echo built >>builds
        case "$*" in
          *-Pabsent*) echo '[WARNING] The requested profile "absent" could not be activated' ;;
        esac
        """);
  }

  private Path tools(String name, String script) throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Path tool = Files.writeString(tools.resolve(name), script);
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    return tools;
  }

  /** Only these tools and what the script itself needs, whatever is installed here. */
  private Map<String, String> path(Path tools) throws IOException {
    for (String needed :
        List.of(
            "awk",
            "sed",
            "head",
            "cat",
            "cut",
            "tr",
            "find",
            "grep",
            "ln",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sleep")) {
      tools(needed, "#!/bin/sh\nexec " + which(needed) + " \"$@\"\n");
    }
    return Map.of("PATH", tools.toString());
  }

  private static Path which(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(tool + " is not installed"));
  }

  private Outcome run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int code = ChildProcess.exitCode(start(script, environment, out, err, arguments));
    return new Outcome(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private Process start(
      Path script, Map<String, String> environment, Path out, Path err, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_HOME", "_arena_building", "ARENA_MAVEN_PROFILES"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
