package dev.arena.votes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.VotesMain;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the votes service from starting, one sentence each; its check, and how it stops. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class VotesStartTest {
  /** A signal ends a process with 128 and its number. */
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  private VotesStage stage;

  @BeforeEach
  void prepare(LocalServers servers) {
    stage = new VotesStage(servers, folder);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    assertFails(Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "arena.start.timeout", "1 s"))
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("within 1 s");
  }

  @Test
  void topicsThatAreMissingAreNamed() {
    assertFails(Map.of("arena.topic.create", "false"))
        .hasMessageContaining("no topic " + stage.votes + ", " + stage.preferences)
        .hasMessageContaining("arena.topic.create=true");
  }

  @Test
  void aTopicOfBattlesThatIsNotCompactedIsRefusedWithTheCommandThatFixesIt() throws Exception {
    stage.createTopics(Map.of(stage.battles, Map.of()));

    assertFails(Map.of())
        .hasMessageContaining("topic %s would refuse".formatted(stage.battles))
        .hasMessageContaining("--add-config cleanup.policy=compact");
  }

  @Test
  void anInputWithTimestampsOfTheBrokerIsRefusedWithTheCommandThatFixesIt() throws Exception {
    stage.createTopics(
        Map.of(stage.preferences, Map.of("message.timestamp.type", "LogAppendTime")));

    assertFails(Map.of())
        .hasMessageContaining(
            "topic %s has message.timestamp.type=LogAppendTime; expected CreateTime"
                .formatted(stage.preferences))
        .hasMessageContaining("--add-config message.timestamp.type=CreateTime");
  }

  @Test
  void aSchemaThatIsNotRegisteredIsNamed() {
    assertFails(Map.of("arena.registry.register", "false"))
        .hasMessageContaining("subject " + stage.battles + "-value");
  }

  @Test
  void aFolderForStateThatCannotBeUsedIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    assertFails(Map.of("kafka.state.dir", file.toString()))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("kafka.state.dir");
  }

  @Test
  void aFolderForStateThatAnotherInstanceUsesIsNamed() throws Exception {
    try (VotesApplication first = stage.start(Map.of())) {
      assertThat(first.httpPort()).isEmpty();

      assertFails(Map.of())
          .hasMessageContaining(stage.settings().get("kafka.state.dir"))
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void equalTopicsAreWrongUsage() {
    assertThatThrownBy(
            () ->
                VotesApplication.start(
                    stage.configuration(Map.of("arena.topic.battles", stage.votes))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected different topics");
  }

  @Test
  void everyCheckOfAStartIsRunWithoutLeavingATrace() throws Exception {
    Map<String, String> strict =
        Map.of("arena.topic.create", "false", "arena.registry.register", "false");
    assertThat(statuses(check(CommandRunner.FAILED, strict)))
        .containsExactly(
            "configuration ok",
            "state ok",
            "http ok",
            "broker ok",
            "rights ok",
            "topics failed",
            "registry failed");

    assertThat(statuses(check(CommandRunner.DONE, Map.of())))
        .allMatch(status -> status.endsWith(" ok"));
    assertThat(folder.resolve("state")).doesNotExist();

    try (Admin admin = stage.admin()) {
      assertThat(admin.listTopics().names().get(1, TimeUnit.MINUTES))
          .noneMatch(topic -> topic.startsWith(stage.name));
    }
    assertThat(statuses(check(CommandRunner.FAILED, strict))).contains("registry failed");
  }

  private JsonNode check(int exitCode, Map<String, String> settings) throws Exception {
    Path output = folder.resolve("check.json");
    Process process =
        new ProcessBuilder(command(settings, "--check", "--json"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int ended = ChildProcess.exitCode(process);
    String said = Files.readString(output);
    assertThat(ended).as(said).isEqualTo(exitCode);
    return new ObjectMapper().readTree(said.substring(said.indexOf("{")));
  }

  private static List<String> statuses(JsonNode checks) {
    List<String> statuses = new ArrayList<>();
    checks
        .get("checks")
        .forEach(
            check -> statuses.add(check.get("name").asText() + " " + check.get("status").asText()));
    return statuses;
  }

  @Test
  void aSignalStopsItInOrder() throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command(Map.of("arena.log.format", "json")))
            .redirectError(log.toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(ChildProcess.readLine(process, out))
          .isEqualTo(
              "ready: %s with %s -> %s".formatted(stage.votes, stage.preferences, stage.battles));

      process.toHandle().destroy(); // without closing its output

      assertThat(ChildProcess.exitCode(process)).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(log);
    ObjectMapper json = new ObjectMapper();
    for (String line : lines) {
      assertThat(json.readTree(line).get("message").asText()).isNotEmpty();
    }
    assertThat(lines.get(lines.size() - 1)).contains("everything that was answered is committed");
  }

  private List<String> command(Map<String, String> more, String... options) {
    Map<String, String> settings = new HashMap<>(stage.settings());
    settings.putAll(more);
    List<String> command =
        new ArrayList<>(
            ChildProcess.java(
                "-cp",
                System.getProperty("java.class.path"),
                VotesMain.class.getName(),
                "votes",
                "run"));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(List.of(options));
    return ChildProcess.interruptible(command);
  }

  private AbstractThrowableAssert<?, ?> assertFails(Map<String, String> settings) {
    return assertThatThrownBy(() -> VotesApplication.start(stage.configuration(settings)))
        .isInstanceOf(UserException.class);
  }
}
