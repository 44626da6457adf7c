package dev.arena.dist.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arena.schemas.testing.ChildProcess;
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
  void aShellThatIsNotBashIsToldToUseBash() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/dash")), "dash is not installed here");
    Outcome outcome = run(List.of("/bin/dash", ARENA.toString(), "demo"), Map.of());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo("arena: this shell is not bash; run it with bash: bash " + ARENA + " demo\n");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void withoutArgumentsTheLauncherExplainsItself() throws Exception {
    Outcome outcome = run(ARENA, Map.of());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("./arena demo", "  train ", "  replay ", "  bench ", "  test ");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void anUnknownCommandExitsWithTwoAndTheNearestIsNamed() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "dmeo");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("arena: unknown command dmeo: did you mean demo?");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anUnknownCommandThatResemblesNoneIsReportedWithAllCommands() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "xyzzy.*");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(
            "expected one of demo up score stream replay tail dlq config votes promote console");
  }

  @Test
  void helpAndVersionAreCommandsAndSuggestedForMisspeltNames() throws Exception {
    assertThat(run(ARENA, Map.of(), "version").out()).matches("arena \\d+\\.\\d+\\.\\d+\\R");
    assertThat(run(ARENA, Map.of(), "hlep").err()).contains("did you mean help?");
    assertThat(run(ARENA, Map.of(), "versoin").err()).contains("did you mean version?");
  }

  @Test
  void helpAndVersionOfACommandNeedNoBuild() throws Exception {
    Path copy = freshCopy();
    Map<String, String> none = path(tools("java", "#!/bin/sh\nexit 1\n"));
    Outcome help = run(copy, none, "help", "train");
    assertThat(help.err()).isEmpty();
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: arena train").contains("--out=DIR");
    assertThat(run(copy, none, "train", "--out", "x", "--help").out()).isEqualTo(help.out());
    assertThat(run(copy, none, "dlq", "list", "-h").out()).startsWith("Usage: arena dlq list ");
    assertThat(run(copy, none, "dlq", "--help").out()).startsWith("Usage: arena dlq [-hV] COMMAND");
    assertThat(run(copy, none, "replay", "votes.csv", "--help").out())
        .startsWith("Usage: arena replay ");
    assertThat(run(copy, none, "train", "--version").out())
        .isEqualTo(run(ARENA, Map.of(), "version").out());
  }

  @Test
  void helpWithoutABuildIsCompleteAndBreaksOnlyAtBlanksOnANarrowTerminal() throws Exception {
    Path copy = freshCopy();
    Map<String, String> narrow = new HashMap<>(path(tools("java", "#!/bin/sh\nexit 1\n")));
    Map<String, String> wide = new HashMap<>(narrow);
    narrow.put("COLUMNS", "40");
    wide.put("COLUMNS", "80");
    for (String command : List.of("train", "replay", "stream", "bench")) {
      String folded = run(copy, narrow, "help", command).out();
      assertThat(folded.lines().filter(line -> line.length() > 40))
          .allMatch(line -> line.strip().matches("(--\\S+ )?\\S+"));
      assertThat(folded.split("\\s+"))
          .containsExactly(run(copy, wide, "help", command).out().split("\\s+"));
    }
  }

  @Test
  void theLauncherFindsItsFolderThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("a link"), ARENA);
    assertThat(run(link, Map.of(), "--version").out()).matches("arena \\d+\\.\\d+\\.\\d+\\R");
  }

  @Test
  void aMissingMavenIsReportedInASentence() throws Exception {
    Path copy = freshCopy();
    Path tools = workingTools();
    Files.delete(tools.resolve("mvn"));
    Outcome outcome = run(copy, path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("no Maven was found; expected mvn 3.8 or newer")
        .contains("Install what is missing, or set JAVA_HOME and PATH.");
    assertThat(copy.resolveSibling("target").resolve("arena-build.lock")).doesNotExist();
  }

  @Test
  void missingToolsAreInstalledWithThisMachinesPackageManager() throws Exception {
    Path tools = tools("uname", "#!/bin/sh\necho Linux\n");
    Path debian13 = Files.writeString(folder.resolve("13"), "ID=debian\nVERSION_ID=\"13\"\n");
    Path ubuntu = Files.writeString(folder.resolve("u"), "VERSION_ID=\"24.04\"\nID=ubuntu\n");
    Map<String, String> environment = new HashMap<>(path(tools));
    environment.put("_arena_uid", "0");
    environment.put("_arena_man", folder.toString());

    tools("brew", "#!/bin/sh\n");
    assertInstall(environment, "brew install openjdk@17 maven");
    tools("apk", "#!/bin/sh\n");
    assertInstall(environment, "apk add openjdk17-jdk maven");
    tools("dnf", "#!/bin/sh\n");
    assertInstall(environment, "dnf install -y java-21-openjdk-devel maven");
    tools("apt-get", "#!/bin/sh\n");
    String apt = "apt-get install -y --no-install-recommends ";
    environment.put("_arena_os_release", ubuntu.toString());
    assertInstall(environment, "apt-get update && " + apt + "openjdk-17-jdk-headless maven");
    environment.put("_arena_os_release", debian13.toString());
    assertInstall(environment, "apt-get update && " + apt + "openjdk-21-jdk-headless maven");
    environment.put("_arena_uid", "1000");
    tools("sudo", "#!/bin/sh\nexec \"$@\"\n");
    assertInstall(
        environment, "sudo apt-get update && sudo " + apt + "openjdk-21-jdk-headless maven");
    environment.put("_arena_man", folder.resolve("absent").toString());
    assertInstall(
        environment,
        "sudo mkdir -p /usr/share/man/man1 && sudo apt-get update && sudo "
            + apt
            + "openjdk-21-jdk-headless maven");
  }

  private void assertInstall(Map<String, String> environment, String command) throws Exception {
    Outcome outcome = run(freshCopy(), environment, "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("no Java was found; expected a JDK 17 or newer.")
        .contains("Install it with: " + command + "\n")
        .contains("ARENA_INSTALL=yes does so without asking");
  }

  @Test
  void homebrewsJavaIsFoundEvenIfItIsNotOnThePath() throws Exception {
    Path bin =
        Files.createDirectories(folder.resolve("brewed/opt/openjdk@17/libexec").resolve("bin"));
    Path tools = workingTools();
    Files.move(tools.resolve("java"), bin.resolve("java"));
    Files.move(tools.resolve("javac"), bin.resolve("javac"));
    tools("brew", "#!/bin/sh\n");
    Map<String, String> environment = new HashMap<>(path(tools));
    environment.put("HOMEBREW_PREFIX", folder.resolve("brewed").toString());
    Outcome outcome = run(freshCopy(), environment, "config");
    assertThat(outcome.err()).contains("built in");
    assertThat(outcome.out()).isEqualTo("seen by the program: none none\n");
  }

  @Test
  void withArenaInstallTheLauncherInstallsAndContinues() throws Exception {
    Path copy = freshCopy();
    Path ready = Files.createDirectories(folder.resolve("ready"));
    for (String tool : List.of("java", "javac", "mvn")) {
      workingTools();
      Files.move(folder.resolve("tools").resolve(tool), ready.resolve(tool));
    }
    for (String unwanted : List.of("java", "javac", "mvn")) {
      Files.deleteIfExists(folder.resolve("tools").resolve(unwanted));
    }
    tools(
        "apt-get",
        """
        #!/bin/sh
        echo "apt-get $*" >>"%s"
        [ "$1" = update ] || mv "%s"/* "%s"
        """
            .formatted(folder.resolve("installed"), ready, folder.resolve("tools")));
    Map<String, String> environment = new HashMap<>(path(folder.resolve("tools")));
    environment.put("ARENA_INSTALL", "yes");
    environment.put("_arena_uid", "0");
    environment.put("_arena_man", folder.toString());
    environment.put("_arena_os_release", folder.resolve("absent").toString());

    Outcome outcome = run(copy, environment, "config");

    assertThat(outcome.err()).contains("arena: installing: apt-get update && ", "built in");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo("seen by the program: none none\n");
    assertThat(folder.resolve("installed"))
        .hasContent(
            "apt-get update\n"
                + "apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven");
    assertThat(run(copy, environment, "config").err()).isEmpty();
  }

  @Test
  void aFailedInstallationIsReportedInASentence() throws Exception {
    Path tools = tools("apk", "#!/bin/sh\necho 'no such package' >&2\nexit 3\n");
    Map<String, String> environment = new HashMap<>(path(tools));
    environment.put("ARENA_INSTALL", "yes");
    environment.put("_arena_uid", "0");
    Outcome outcome = run(freshCopy(), environment, "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("no such package", "the installation failed (see above)")
        .contains("Run it yourself: apk add openjdk17-jdk maven");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aJreIsNotEnoughToBuild() throws Exception {
    Path tools = workingTools();
    Files.delete(tools.resolve("javac"));
    Outcome outcome = run(freshCopy(), path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("java has no compiler (javac) beside it; expected a JDK 17");
  }

  @Test
  void anOldJavaIsReportedInASentence() throws Exception {
    Path tools = workingTools();
    tools("java", "#!/bin/sh\necho 'java version \"1.8.0_402\"' >&2\n");
    Outcome outcome = run(freshCopy(), path(tools), "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("is Java 1; expected 17 or newer");
  }

  @Test
  void theLauncherBuildsOnceAndAgainOnlyWhenASourceChanged() throws Exception {
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
    assertThat(first.out()).isEqualTo("seen by the program: none none\n");
    assertThat(arguments).content().contains("-Pgpu");

    assertThat(run(copy, gpu, "config").err()).isEmpty();
    assertThat(run(copy, path(workingTools()), "config").err()).isEmpty();

    assertThat(run(copy, cpu, "config").err()).contains("building streamer, because");
    assertThat(arguments).content().doesNotContain("-P");
    assertThat(run(copy, path(workingTools()), "config").err()).isEmpty();
  }

  @Test
  void aProfileThatDoesNotExistIsReportedInASentence() throws Exception {
    Map<String, String> environment = new HashMap<>(path(workingTools()));
    environment.put("ARENA_MAVEN_PROFILES", "absent");
    Outcome outcome = run(freshCopy(), environment, "config");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("ARENA_MAVEN_PROFILES is absent; expected profiles in pom");
  }

  @Test
  void aLockWhoseHolderIsGoneIsTakenByOneProcessAtATime() throws Exception {
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
  void aLockThatIsHeldTooLongIsReportedWithItsHolder() throws Exception {
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
  void theScorerExitsWhenOutOfMemoryAndTheOperatorsJavaOptionsComeLast() throws Exception {
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
  void helpWithACommandPrintsThatCommandsHelp() throws Exception {
    Outcome outcome = run(ARENA, Map.of(), "help", "test");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).startsWith("Usage: ./arena test");
  }

  @Test
  void aFailedBuildShowsTheErrorsAndItsLog() throws Exception {
    workingTools();
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

  /** The script alone in a separate folder, with the sources that it checks. */
  private Path freshCopy() throws IOException {
    Path home = Files.createDirectories(folder.resolve("copy"));
    for (String module : List.of("schemas", "models", "streamer")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.writeString(home.resolve(module).resolve("pom.xml"), "");
    }
    Files.createDirectories(home.resolve("schemas/confluent-serde"));
    Files.writeString(home.resolve("schemas/confluent-serde/pom.xml"), "");
    Files.copy(
        ARENA.resolveSibling("pom.xml"),
        home.resolve("pom.xml"),
        StandardCopyOption.REPLACE_EXISTING);
    Path page = Path.of("docs", "reference", "commands.md");
    Files.createDirectories(home.resolve(page).getParent());
    Files.copy(ARENA.resolveSibling(page), home.resolve(page), StandardCopyOption.REPLACE_EXISTING);
    return Files.copy(
        ARENA,
        home.resolve("arena"),
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** A Java and a Maven that do only what the launcher needs, and record Maven's arguments. */
  private Path workingTools() throws IOException {
    tools(
        "java",
        """
        #!/bin/sh
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit 0; }
        echo "seen by the program: ${ARENA_MAVEN_PROFILES-none} ${ARENA_INSTALL-none}"
        """);
    tools("javac", "#!/bin/sh\n");
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

  /** A path with only these tools and those that the script itself needs. */
  private Map<String, String> path(Path tools) throws IOException {
    for (String needed :
        List.of(
            "awk",
            "bash",
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
    Process process = start(script, environment, out, err, arguments);
    return outcome(process, out, err);
  }

  private Outcome run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    return outcome(start(command, environment, out, err), out, err);
  }

  private static Outcome outcome(Process process, Path out, Path err) throws IOException {
    int code = ChildProcess.exitCode(process);
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
    return start(command, environment, out, err);
  }

  private Process start(List<String> command, Map<String, String> environment, Path out, Path err)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(
            List.of(
                "JAVA_HOME",
                "_arena_building",
                "ARENA_INSTALL",
                "ARENA_MAVEN_PROFILES",
                "COLUMNS"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
