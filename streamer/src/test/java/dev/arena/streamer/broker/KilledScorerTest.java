package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A scorer in its own process, killed while it works, as by {@code kill -9}. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class KilledScorerTest {
  private static final int KILLS = 3;
  private static final int PORTION = 150;
  private static final int SEEN_BEFORE_KILL = 40;

  @TempDir private Path folder;

  @Test
  void everyPairIsAnsweredExactlyOnceAndInOrderWhenTheScorerIsKilledThreeTimes(LocalServers servers)
      throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    try (Stage stage = new Stage(servers, bundle)) {
      Map<String, String> settings = new TreeMap<>(stage.settings());
      settings.put("kafka.session.timeout.ms", "1500");
      settings.put("kafka.heartbeat.interval.ms", "300");
      int total = (KILLS + 1) * PORTION;
      try (LocalService scorer =
          LocalService.start(folder, servers, LocalService.Program.STREAM, settings)) {
        for (int kill = 0; kill < KILLS; kill++) {
          stage.produce(portion(stage, kill));
          stage.awaitWritten(stage.preferences, kill * PORTION + SEEN_BEFORE_KILL);
          scorer.process().kill();
          scorer.process().restart();
        }
        stage.produce(portion(stage, KILLS));

        List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, total);

        stage.assertOnceInOrder(answers, total);
        assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
      }
    }
  }

  @Test
  void librariesThatKilledScorersUnpackedDoNotPileUp(LocalServers servers) throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    Path temporary = folder.resolve("scorer").resolve("tmp");
    try (Stage stage = new Stage(servers, bundle);
        LocalService scorer =
            LocalService.start(folder, servers, LocalService.Program.STREAM, stage.settings())) {
      long once = unpacked(temporary);
      assertThat(once).isPositive();
      scorer.process().kill();
      scorer.process().restart();
      assertThat(unpacked(temporary)).isEqualTo(once);
    }
    assertThat(unpacked(temporary)).isZero();
  }

  private static long unpacked(Path temporary) throws IOException {
    try (Stream<Path> files = Files.walk(temporary)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> portion(Stage stage, int number) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = number * PORTION; i < (number + 1) * PORTION; i++) {
      records.add(
          stage.record(i % 4, TinyBundle.pair("pair-" + i, "What is " + i + "?", "A", "B and C")));
    }
    return records;
  }
}
