package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * No room for another byte: the system refuses every write to a file beyond a certain length, which
 * is what a full disk looks like to a process.
 */
@Tag("broker")
@Isolated("its waits for broker and registry are short")
@ExtendWith(SharedServers.class)
final class FullDiskTest {
  private static final int PORTION = 60;

  @TempDir private Path folder;

  private Path bundle;

  @BeforeEach
  void prepare() {
    assumeTrue(canLimit(), "prlimit is missing; expected it to limit a process's room on disk");
    bundle = TinyBundle.write(folder.resolve("bundle"));
  }

  @Test
  void aBrokerWhoseDiskWasFullAndThatComesBackFindsTheScorerWaitingAndNothingIsLost()
      throws Exception {
    try (LocalServers servers = LocalServers.start(folder.resolve("servers"));
        Stage stage = new Stage(servers, bundle);
        StreamApplication scorer =
            stage.start(
                Map.of(
                    "arena.http.port", "0",
                    "arena.health.interval", "500 ms",
                    "arena.start.timeout", "30 s",
                    "kafka.session.timeout.ms", "2000",
                    "kafka.heartbeat.interval.ms", "500"))) {
      stage.produce(portion(stage, 0));
      stage.awaitWritten(stage.preferences, PORTION);

      limitFiles(servers.kafka().process().pid(), "0");
      CompletableFuture<List<RecordMetadata>> sending =
          CompletableFuture.supplyAsync(() -> produced(stage, portion(stage, 1)), Stage.THREADS);
      servers.kafka().process().ended().get(Stage.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      Stage.awaitHealth(
          scorer,
          503,
          "\"status\":\"waiting\"",
          "no Kafka broker",
          "{\"name\":\"broker\",\"status\":\"DOWN\"",
          "{\"name\":\"registry\",\"status\":\"UP\"");
      servers.kafka().process().restart();

      assertThat(sending.get(Stage.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).hasSize(PORTION);
      assertThat(stage.read(stage.preferences, 2 * PORTION))
          .extracting(answer -> stage.preference(answer).getId())
          .doesNotHaveDuplicates()
          .hasSize(2 * PORTION);
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
      Stage.awaitHealth(scorer, 200, "ready", "{\"name\":\"broker\",\"status\":\"UP\"");
    }
  }

  @Test
  void aScorerNeedsNoRoomOnDiskWhileItRuns(LocalServers servers) throws Exception {
    try (Stage stage = new Stage(servers, bundle);
        LocalService scorer =
            LocalService.start(folder, servers, LocalService.Program.STREAM, stage.settings())) {
      limitFiles(scorer.process().pid(), "0");
      stage.produce(portion(stage, 0));

      assertThat(stage.read(stage.preferences, PORTION)).hasSize(PORTION);
      assertThat(scorer.process().alive()).isTrue();
    }
  }

  private static List<RecordMetadata> produced(
      Stage stage, List<ProducerRecord<byte[], byte[]>> records) {
    try {
      return stage.produce(records);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> portion(Stage stage, int number) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = number * PORTION; i < (number + 1) * PORTION; i++) {
      records.add(stage.record(i % 4, TinyBundle.pair("pair-" + i, "What is it?", "A", "B")));
    }
    return records;
  }

  private static boolean canLimit() {
    try {
      return run("prlimit", "--version") == 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  private static void limitFiles(long pid, String bytes) throws Exception {
    assertThat(run("prlimit", "--pid", String.valueOf(pid), "--fsize=" + bytes)).isZero();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return ChildProcess.exitCode(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }
}
