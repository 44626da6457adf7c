package dev.arena.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.local.servers.LocalServers;
import dev.arena.models.testing.Eventually;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.StreamApplication;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What stops a scorer before it starts: one sentence each, and nothing left running. */
@Tag("broker")
@Isolated("it looks at all threads of the JVM")
@ExtendWith(SharedServers.class)
final class StartTest {
  @TempDir private Path folder;

  private Stage stage;
  private Set<Thread> before;

  @BeforeEach
  void prepare(LocalServers servers) {
    // other tests of this JVM may leave a thread to die on purpose
    before = Thread.getAllStackTraces().keySet();
    stage = new Stage(servers, folder.resolve("bundle"));
  }

  /** A thread may need a moment to end after what it belongs to was closed. */
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
        .hasMessageContaining("no-such-host.invalid:9092");
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
  void topicsWithDifferentPartitionCountsAreRefusedWithTheCommandThatMendsIt() throws Exception {
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
  void missingTopicsAreCreatedWithEquallyManyPartitions() throws Exception {
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
