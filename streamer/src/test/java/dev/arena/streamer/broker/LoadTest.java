package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.scoring.WaitingScorer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Large records, many records, and a slow model. */
@Tag("broker")
@ExtendWith(SharedServers.class)
@Isolated("a slow model must not be slowed further by other tests")
final class LoadTest {
  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers, @TempDir Path folder) {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
  }

  @Test
  void aRecordOfManyMegabytesAmongSmallOnesIsScoredAndSoAreTheOthers() throws Exception {
    int count = 40;
    try (StreamApplication scorer = stage.start(Map.of("arena.stream.threads", "2"))) {
      for (int i = 0; i < count; i++) {
        String answer = i == count / 2 ? "word ".repeat(1_000_000) : "It is a number";
        stage.produce(List.of(stage.record(i % Stage.PARTITIONS, pair(i, answer))));
      }

      assertAnsweredOnceInOrder(count);
    }
  }

  private static WaitingScorer slow(Duration perPair) {
    return new WaitingScorer(
        Duration.ZERO,
        perPair,
        new Score(new Probabilities(0, 0, 1), 1, false, "stand-in@1"),
        System::nanoTime);
  }

  @Test
  void aBurstKeepsWhatIsInFlightAndQueuedWithinItsBounds() throws Exception {
    int count = 4000;
    int most = BatchingPlan.onCpu().inFlight() + Stage.PARTITIONS;
    stage.createTopic(stage.pairs, Stage.PARTITIONS);
    stage.produce(pairs(count));
    try (StreamApplication scorer =
        StreamApplication.start(
            stage.configuration(Map.of("arena.stream.threads", "2", "arena.http.port", "0")),
            () -> slow(Duration.ofNanos(100_000)))) {
      HttpClient http = HttpClient.newHttpClient();
      URI address = URI.create("http://127.0.0.1:" + scorer.httpPort().getAsInt());
      AtomicReference<Map<String, Double>> last = new AtomicReference<>();
      Eventually.holds(
          () -> {
            Map<String, Double> metrics = MetricsPage.fetch(http, address).values();
            last.set(metrics);
            assertThat(metrics.get("arena_pairs_in_flight")).isLessThanOrEqualTo(most);
            assertThat(metrics.get("arena_pairs_queued")).isLessThanOrEqualTo(most);
            return metrics.get("arena_pairs_total{outcome=\"scored\"}") >= count;
          },
          () -> last.get().toString());
      assertAnsweredOnceInOrder(count);
    }
  }

  /** All pairs together take longer than the group waits for a poll. */
  @Test
  void aSlowModelNeverMakesTheGroupRebalance() throws Exception {
    int count = 70;
    stage.createTopic(stage.pairs, Stage.PARTITIONS);
    stage.produce(pairs(count));
    try (StreamApplication scorer =
        StreamApplication.start(
            stage.configuration(Map.of("kafka.max.poll.interval.ms", "6000")),
            () -> slow(Duration.ofMillis(100)))) {
      scorer.awaitReady(Stage.TIMEOUT);
      stage.awaitWritten(stage.preferences, 1);
      double before = rebalances();

      assertAnsweredOnceInOrder(count);
      assertThat(rebalances()).isEqualTo(before);
    }
  }

  private void assertAnsweredOnceInOrder(int count) {
    stage.assertOnceInOrder(stage.read(stage.preferences, count), count);
  }

  /** How often the consumers of the test's scorer joined their group. */
  private double rebalances() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName consumers =
        new ObjectName(
            "kafka.consumer:type=consumer-coordinator-metrics,client-id="
                + stage.settings().get("arena.application.id")
                + "*");
    double sum = 0;
    for (ObjectName consumer : beans.queryNames(consumers, null)) {
      sum += (double) beans.getAttribute(consumer, "rebalance-total");
    }
    assertThat(sum).as("the scorer joined its group").isPositive();
    return sum;
  }

  private List<ProducerRecord<byte[], byte[]>> pairs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> stage.record(i % Stage.PARTITIONS, pair(i, "It is a number")))
        .toList();
  }

  private static ConversationPair pair(int index, String answer) {
    return TinyBundle.pair("pair-" + index, "What is " + index + "?", answer, "No idea");
  }
}
