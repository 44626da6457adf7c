package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A group whose offsets Kafka forgot, or whose records it removed, does not continue silently. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class ForgottenOffsetsTest {
  private static final int COUNT = 5;

  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers, @TempDir Path folder) {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
  }

  @Test
  void aGroupWithoutOffsetsDoesNotScoreEverythingAgainUnlessToldTo() throws Exception {
    scoreThenForget();

    assertThatThrownBy(() -> stage.start(Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no committed offset for partitions [1] of " + stage.pairs)
        .hasMessageContaining("arena.offset.missing=latest");
    assertThat(stage.read(stage.preferences, COUNT)).hasSize(COUNT);

    try (StreamApplication told = stage.start(Map.of("arena.offset.missing", "earliest"))) {
      assertThat(stage.read(stage.preferences, 2 * COUNT)).hasSize(2 * COUNT);
    }
  }

  @Test
  void aGroupWithoutOffsetsCanContinueWithNewPairs() throws Exception {
    scoreThenForget();

    try (StreamApplication told = stage.start(Map.of("arena.offset.missing", "latest"))) {
      produce(COUNT, COUNT + 1);
      assertThat(stage.read(stage.preferences, COUNT + 1))
          .extracting(answer -> stage.preference(answer).getId())
          .endsWith("pair-" + COUNT)
          .hasSize(COUNT + 1);
    }
    stage.start(Map.of()).close();
  }

  /** While a scorer commits, Kafka does not report the offset; it must not seem forgotten. */
  @Test
  void anOffsetThatIsBeingCommittedIsNotMistakenForAForgottenOne() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      produce(0, COUNT);
      assertThat(stage.read(stage.preferences, COUNT)).hasSize(COUNT);
    }
    try (KafkaProducer<byte[], byte[]> committing = stage.transactional()) {
      committing.beginTransaction();
      committing.sendOffsetsToTransaction(
          Map.of(new TopicPartition(stage.pairs, 1), new OffsetAndMetadata(COUNT)),
          new ConsumerGroupMetadata(stage.settings().get("arena.application.id")));
      CompletableFuture<Void> commit =
          CompletableFuture.runAsync(
              committing::commitTransaction,
              CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));

      stage.start(Map.of()).close();

      commit.get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void recordsThatWereRemovedBeforeTheyWereScoredAreCounted() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      produce(0, COUNT);
      assertThat(stage.read(stage.preferences, COUNT)).hasSize(COUNT);
    }
    produce(COUNT, COUNT + 3);
    try (Admin admin = stage.admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(stage.pairs, 1), RecordsToDelete.beforeOffset(COUNT + 2)))
          .all()
          .get(1, TimeUnit.MINUTES);
    }

    try (StreamApplication scorer = stage.start(Map.of("arena.http.port", "0"))) {
      assertThat(stage.read(stage.preferences, COUNT + 1)).hasSize(COUNT + 1);
      URI address = URI.create("http://127.0.0.1:" + scorer.httpPort().getAsInt());
      assertThat(
              MetricsPage.fetch(HttpClient.newHttpClient(), address)
                  .sum("arena_pairs_missed_total"))
          .isEqualTo(2);
    }
  }

  /** Aborted preferences are not a sign that anything was scored. */
  @Test
  void aGroupThatNeverCommittedStartsFromTheBeginning() throws Exception {
    stage.createTopic(stage.pairs, 4);
    stage.createTopic(stage.preferences, 4);
    stage.abort(stage.preferences, 1);
    produce(0, COUNT);

    try (StreamApplication scorer = stage.start(Map.of())) {
      assertThat(stage.read(stage.preferences, COUNT)).hasSize(COUNT);
    }
  }

  private void scoreThenForget() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      produce(0, COUNT);
      assertThat(stage.read(stage.preferences, COUNT)).hasSize(COUNT);
    }
    try (Admin admin = stage.admin()) {
      admin
          .deleteConsumerGroups(List.of(stage.settings().get("arena.application.id")))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  private void produce(int from, int to) throws Exception {
    stage.produce(
        IntStream.range(from, to)
            .mapToObj(i -> stage.record(1, TinyBundle.pair("pair-" + i, "Hi", "Hello", "No")))
            .toList());
  }
}
