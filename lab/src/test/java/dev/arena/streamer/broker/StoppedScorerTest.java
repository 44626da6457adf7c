package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.load.StandInScorer;
import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.SharedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A scorer in its own process that is stopped with SIGTERM while it works. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class StoppedScorerTest {
  private static final int COUNT = 1200;
  private static final int PARTITIONS = 4;

  @TempDir private Path folder;

  /**
   * The session timeout is ten minutes, longer than the test, so the group notices only members
   * that leave it.
   */
  @Test
  void aScorerStoppedUnderLoadCommitsAndLeavesItsGroupAndTheOtherContinues(LocalServers servers)
      throws Exception {
    LocalService.Program slow = StandInScorer.program(Duration.ofMillis(30), Duration.ofMillis(1));
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      Map<String, String> settings = new TreeMap<>(stage.settings());
      settings.remove("kafka.state.dir");
      settings.put("arena.http.port", "0");
      settings.put("arena.batch.pairs", "8");
      settings.put("kafka.session.timeout.ms", "600000");
      try (LocalService leaving =
              LocalService.start(folder.resolve("one"), servers, slow, settings);
          LocalService staying =
              LocalService.start(folder.resolve("other"), servers, slow, settings)) {
        stage.produce(pairs(stage));
        stage.awaitWritten(stage.preferences, COUNT / 6);

        leaving.close();

        assertThat(members(servers, settings.get("arena.application.id"))).isEqualTo(1);
        assertThat(staying.process().alive()).isTrue();
        assertAnsweredOnceInOrder(stage);
      }
    }
  }

  private static void assertAnsweredOnceInOrder(Stage stage) {
    List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, COUNT);
    assertThat(answers).hasSize(COUNT);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int wanted = partition;
      assertThat(answers.stream().filter(answer -> answer.partition() == wanted))
          .extracting(answer -> stage.preference(answer).getId())
          .containsExactlyElementsOf(
              IntStream.range(0, COUNT)
                  .filter(i -> i % PARTITIONS == wanted)
                  .mapToObj(i -> "pair-" + i)
                  .toList());
    }
    assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
  }

  private static int members(LocalServers servers, String group) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of(group))
          .all()
          .get(1, TimeUnit.MINUTES)
          .get(group)
          .members()
          .size();
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> pairs(Stage stage) {
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                stage.record(
                    i % PARTITIONS, TinyBundle.pair("pair-" + i, "What is " + i + "?", "A", "B")))
        .toList();
  }
}
