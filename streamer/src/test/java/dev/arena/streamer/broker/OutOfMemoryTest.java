package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.StreamerMain;
import dev.arena.streamer.scoring.BatchScorer;
import dev.arena.streamer.scoring.WaitingScorer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A scorer that runs out of memory stops at once and loses nothing. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class OutOfMemoryTest {
  private static final int COUNT = 10;
  private static final int HUGE = 15 << 20;
  private static final String MAX_BYTES = "arena.pair.max.bytes";

  @TempDir private Path folder;

  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers) {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
  }

  /** With the options that {@code ./arena stream} passes to the JVM. */
  @Test
  void aHeapThatIsTooSmallForARecordEndsTheProcessWhichContinuesThereWithMore() throws Exception {
    stage.createTopic(stage.pairs, 4, Map.of("max.message.bytes", String.valueOf(2 * HUGE)));
    stage.produce(List.of(record(0, "short"), record(1, "word ".repeat(HUGE / 5)), record(2, "c")));
    Process small = stream("-Xmx56m");
    try {
      assertThat(ChildProcess.exitCode(small))
          .as("exit code of -XX:+ExitOnOutOfMemoryError")
          .isEqualTo(3);
    } finally {
      small.destroyForcibly();
    }
    assertThat(folder.resolve("log")).content().contains("java.lang.OutOfMemoryError");

    try (StreamApplication enough = stage.start(Map.of(MAX_BYTES, String.valueOf(2 * HUGE)))) {
      assertAnsweredOnce(3);
    }
  }

  /**
   * The JVM's option does not see an error that Java code throws, such as for direct buffers and
   * threads.
   */
  @Test
  void anOutOfMemoryErrorFromJavaCodeStopsTheScorerAndNothingIsLost() throws Exception {
    StreamApplication scorer =
        StreamApplication.start(stage.configuration(Map.of()), Exhausted::new);
    try (scorer) {
      scorer.awaitReady(Stage.TIMEOUT);
      stage.produce(IntStream.range(0, COUNT).mapToObj(i -> record(i, "an answer")).toList());

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("java.lang.OutOfMemoryError")
          .hasMessageContaining("Nothing is lost");
    }
    try (StreamApplication healthy = stage.start(Map.of())) {
      assertAnsweredOnce(COUNT);
    }
  }

  /**
   * Neither the JVM's option nor Kafka Streams sees an error that ends a thread of Kafka's clients.
   */
  @Test
  void aThreadOfKafkasClientsThatDiesOfItStopsTheScorerAndNothingIsLost() throws Exception {
    Map<String, String> settings =
        Map.of(
            "kafka.producer.interceptor.classes",
            Fatal.class.getName(),
            "kafka.max.poll.interval.ms",
            "6000");
    try (StreamApplication scorer = stage.start(settings)) {
      stage.produce(IntStream.range(0, COUNT).mapToObj(i -> record(i, "an answer")).toList());

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("has not asked for records")
          .hasMessageContaining("Nothing is lost");
    }
    try (StreamApplication healthy = stage.start(Map.of())) {
      assertAnsweredOnce(COUNT);
    }
  }

  private void assertAnsweredOnce(int count) {
    List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, count);
    assertThat(answers)
        .extracting(answer -> stage.preference(answer).getId())
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "pair-" + i).toList());
    assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
  }

  private ProducerRecord<byte[], byte[]> record(int number, String answer) {
    return stage.record(0, TinyBundle.pair("pair-" + number, "Which?", answer, "b"));
  }

  private Process stream(String heap) throws IOException {
    List<String> command =
        ChildProcess.java(
            heap,
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            StreamerMain.class.getName(),
            "stream");
    stage.settings().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(List.of("--set", MAX_BYTES + "=" + 2 * HUGE));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Ends the thread of a producer at its first answer. Created by Kafka. */
  public static final class Fatal implements ProducerInterceptor<byte[], byte[]> {
    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
      throw new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory");
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  /** Has no memory left for anything. */
  private static final class Exhausted implements BatchScorer {
    private final WaitingScorer described =
        new WaitingScorer(
            Duration.ZERO,
            Duration.ZERO,
            new Score(new Probabilities(0, 0, 1), 1, false, "stand-in@1"),
            System::nanoTime);

    @Override
    public List<Score> score(List<ConversationPair> pairs) {
      throw new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory");
    }

    @Override
    public String model() {
      return described.model();
    }

    @Override
    public String device() {
      return described.device();
    }

    @Override
    public void close() {}
  }
}
