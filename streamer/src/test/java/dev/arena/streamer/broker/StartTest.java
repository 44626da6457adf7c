package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What keeps a scorer from starting: one sentence each, and nothing is left running. */
@Tag("broker")
@Isolated("it looks at all threads of the JVM")
@ExtendWith(SharedServers.class)
final class StartTest {
  @TempDir private Path folder;

  private Stage stage;
  private Set<Thread> before;

  @BeforeEach
  void prepare(LocalServers servers) {
    // other tests in this JVM may deliberately leave a thread to die
    before = Thread.getAllStackTraces().keySet();
    stage = new Stage(servers, folder.resolve("bundle"));
  }

  /** A thread may need a moment to end after its owner was closed. */
  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    stage.close();
    Eventually.holds(() -> leftRunning().isEmpty(), () -> "threads " + leftRunning());
  }

  private List<String> leftRunning() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.contains("StreamThread") || name.startsWith("arena-"))
        .toList();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamedWithTheTimeItWasGiven() {
    assertFails(Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "arena.start.timeout", "1 s"))
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("within 1 s");
  }

  @Test
  void aBrokerWhoseNameIsUnknownIsNamed() {
    assertFails(Map.of("kafka.bootstrap.servers", "no-such-host.invalid:9092"))
        .hasMessageContaining("unknown host no-such-host.invalid; expected")
        .hasMessageContaining("no-such-host.invalid:9092");
  }

  @Test
  void aRegistryWhoseNameIsUnknownIsNamed() {
    assertFails(Map.of("registry.url", "http://no-such-host.invalid:8081"))
        .hasMessageContaining("(unknown host no-such-host.invalid");
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNamed() {
    assertFails(Map.of("registry.url", "http://127.0.0.1:1"))
        .hasMessageContaining("no schema registry answered at http://127.0.0.1:1");
  }

  @Test
  void aTopicThatIsMissingIsNamed() throws Exception {
    stage.createTopic(stage.pairs, 2);

    assertFails(Map.of("arena.topic.create", "false"))
        .hasMessageContaining("no topic " + stage.preferences + ", " + stage.deadLetters)
        .hasMessageContaining("arena.topic.create=true");
  }

  @Test
  void topicsWithDifferentPartitionCountsAreRefusedWithTheCommandThatFixesThem() throws Exception {
    stage.createTopic(stage.pairs, 4);
    stage.createTopic(stage.preferences, 3);

    assertFails(Map.of())
        .hasMessageContaining(stage.pairs + " has 4 partitions")
        .hasMessageContaining(stage.preferences + " has 3")
        .hasMessageContaining("--alter --topic " + stage.preferences + " --partitions 4");
  }

  @Test
  void aSchemaThatIsNotRegisteredIsNamed() {
    assertFails(Map.of("arena.registry.register", "false"))
        .hasMessageContaining("subject " + stage.preferences + "-value")
        .hasMessageContaining("arena.registry.register=true");
  }

  @Test
  void aBundleThatIsNotThereIsNamed() {
    assertFails(Map.of()).hasMessageContaining(folder.resolve("bundle").toString());
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertFails(Map.of("arena.http.port", port))
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("arena.http.port");
    }
  }

  @Test
  void everyCheckOfAStartIsRunWithoutLeavingATrace() throws Exception {
    TinyBundle.write(folder.resolve("bundle"));
    Map<String, String> strict =
        Map.of(
            "arena.topic.create", "false",
            "arena.registry.register", "false",
            "arena.http.port", "0");
    stage.createTopic(stage.pairs, 2);
    JsonNode refused = check(1, strict);

    assertThat(refused.get("ok").asBoolean()).isFalse();
    assertThat(statuses(refused))
        .containsExactly(
            "configuration ok",
            "http ok",
            "bundle ok",
            "broker ok",
            "rights ok",
            "topics failed",
            "offsets skipped",
            "registry failed");
    assertThat(refused.toString()).contains("no topic " + stage.preferences);

    assertThat(statuses(check(0, Map.of("arena.http.port", "0"))))
        .allMatch(status -> status.endsWith(" ok"));
    try (Admin admin = stage.admin()) {
      assertThat(admin.listTopics().names().get(1, TimeUnit.MINUTES))
          .contains(stage.pairs)
          .doesNotContain(stage.preferences, stage.deadLetters);
      assertThat(admin.listGroups().all().get(1, TimeUnit.MINUTES))
          .extracting(GroupListing::groupId)
          .doesNotContain(stage.settings().get("arena.application.id"));
    }
    assertThat(statuses(check(1, strict))).contains("registry failed");
  }

  private JsonNode check(int exitCode, Map<String, String> settings) throws Exception {
    Path output = folder.resolve("check.json");
    Process process =
        Stage.inAProcess(
            output,
            "stream",
            "--config",
            stage.write(folder.resolve("scorer.properties"), settings).toString(),
            "--check",
            "--json");
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
  void missingTopicsAreCreatedWithEqualNumbersOfPartitions() throws Exception {
    TinyBundle.write(folder.resolve("bundle"));
    stage.createTopic(stage.pairs, 3);

    try (StreamApplication scorer = stage.start(Map.of())) {
      stage.produce(List.of(stage.record(2, TinyBundle.pair("1", "Hi", "Hello", "Go away"))));

      assertThat(stage.read(stage.preferences, 1))
          .singleElement()
          .matches(answer -> answer.partition() == 2);
    }
  }

  private AbstractThrowableAssert<?, ?> assertFails(Map<String, String> settings) {
    return assertThatThrownBy(() -> StreamApplication.start(stage.configuration(settings)))
        .isInstanceOf(UserException.class);
  }
}
