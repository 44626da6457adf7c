package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.topics.OlderPairs.Found;
import dev.arena.console.topics.TopicContents.Limits;
import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.Battle;
import dev.arena.schemas.RecordPosition;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pairs that are found through the positions of their battles. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class OlderPairsTest {
  private static final int PAIRS = 10;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** All pairs and keys collide if their last characters are the same. */
  private final TopicContents contents =
      new TopicContents(
          new Limits(3, 1 << 20, 1_000),
          text -> text.startsWith("[") ? text.hashCode() : text.charAt(0),
          (kind, version) -> {});

  private TopicStage stage;

  @BeforeEach
  void prepare(LocalServers servers) {
    stage = new TopicStage(servers);
  }

  @AfterEach
  void cleanUp() throws Exception {
    stage.close();
  }

  @Test
  void anOlderPairWithVotesIsFoundThroughItsBattles() throws Exception {
    stage.createTopics(2);
    Battle early = null;
    for (int i = 0; i < PAIRS; i++) {
      String id = "p" + i;
      long offset =
          stage.send(stage.record(stage.pairs, 1, id, TopicRecords.pair(id, "Answer " + i)));
      RecordPosition position = new RecordPosition("", 1, offset);
      for (int voter = 0; voter < 2; voter++) {
        Battle battle = TopicRecords.battle(id, "u" + voter, position);
        early = early == null ? battle : early;
        stage.send(stage.record(stage.battles, voter, TopicRecords.key(id, "u" + voter), battle));
      }
    }
    TopicReader reader = stage.read(3, contents);
    TopicStage.await(contents, reader::caughtUp);
    assertThat(contents.pair("p0")).isEmpty();

    try (OlderPairs older = older(stage.source(3))) {
      PairRecords found = found(older, "p0");
      assertThat(found.pair()).isEqualTo(TopicRecords.pair("p0", "Answer 0"));
      assertThat(found.battles())
          .as("only those of this pair, although all have the same hash")
          .extracting(Battle::getVoter)
          .containsExactlyInAnyOrder("u0", "u1");
      assertThat(found.battles()).contains(early);

      assertThat(found(older, "p9").pair()).isNotNull();
      assertThat(get(older.find("p-unknown", false))).isEqualTo(new Found(null, null));
    }
  }

  @Test
  void aPairWhoseTextsAreGoneIsFoundWithItsBattles() throws Exception {
    stage.createTopics(1);
    Battle battle = TopicRecords.battle("p0", "u1", new RecordPosition("", 0, 5L));
    Battle unknown = TopicRecords.battle("p0", "u2");
    unknown.setPair(null);
    stage.send(stage.battles, TopicRecords.key("p0", "u1"), battle);
    stage.send(stage.battles, TopicRecords.key("p0", "u2"), unknown);
    contents.keepPosition(TopicRecords.key("p0", "u1"), "p0", new BattlePosition(0, 0));
    contents.keepPosition(TopicRecords.key("p0", "u2"), "p0", new BattlePosition(0, 1));
    contents.keepPosition(TopicRecords.key("p0", "u3"), "p0", new BattlePosition(0, 99));

    try (OlderPairs older = older(stage.source(3))) {
      PairRecords found = found(older, "p0");
      assertThat(found.pair()).isNull();
      assertThat(found.battles()).containsExactly(unknown, battle);
    }
  }

  @Test
  void aPairThatIsKnownIsFoundAtOnce() throws Exception {
    ContentsWriter.add(contents, TopicRecords.pair("p0"));
    ContentsWriter.put(contents, TopicRecords.key("p0", "u1"), TopicRecords.battle("p0", "u1"));

    try (OlderPairs older = older(unreachable())) {
      assertThat(older.find("p0", false)).isCompleted();
      assertThat(found(older, "p0").battles()).hasSize(1);
      assertThat(older.find("q", false)).isCompletedWithValue(new Found(null, null));
    }
  }

  @Test
  void whatIsKnownIsShownWithAProblemIfTheTopicsCannotBeReadOrTooManyAreSought() throws Exception {
    ContentsWriter.add(contents, TopicRecords.pair("p0"));
    contents.keepPosition(TopicRecords.key("p0", "u1"), "p0", new BattlePosition(0, 0));

    List<CompletableFuture<Found>> searches = new ArrayList<>();
    try (OlderPairs older = older(unreachable())) {
      for (int i = 0; i < 20; i++) {
        searches.add(older.find("p0", false));
      }
      List<String> problems = new ArrayList<>();
      for (CompletableFuture<Found> search : searches) {
        Found found = get(search);
        assertThat(found.records()).isEqualTo(contents.pair("p0").orElseThrow());
        problems.add(String.valueOf(found.problem()));
      }
      assertThat(problems.get(0)).contains("the Kafka broker at 127.0.0.1:1 did not answer");
      assertThat(problems).last().asString().startsWith("Too many older pairs");
    }
  }

  @Test
  void anonymousVisitorsTakeOnlyAShareOfTheSearches() throws Exception {
    contents.keepPosition(TopicRecords.key("p0", "u1"), "p0", new BattlePosition(0, 0));
    ContentsWriter.add(contents, TopicRecords.pair("q"));

    try (OlderPairs older = older(unreachable())) {
      List<CompletableFuture<Found>> anonymous = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        anonymous.add(older.find("p0", true));
      }
      CompletableFuture<Found> other = older.find("p0", false);

      assertThat(older.find("q", true)).as("a recent pair").isCompleted();
      assertThat(get(other).problem()).contains("did not answer");
      int refused = 0;
      for (CompletableFuture<Found> each : anonymous) {
        if (String.valueOf(get(each).problem()).startsWith("Too many older pairs")) {
          refused++;
        }
      }
      assertThat(refused).as("more than without the share").isGreaterThan(3);
      assertThat(get(older.find("p0", true)).problem())
          .as("once the searches have ended")
          .contains("did not answer");
    }
  }

  @Test
  void aSearchEndsAtTheTimeoutWithWhatIsKnown() throws Exception {
    contents.keepPosition(TopicRecords.key("p0", "u1"), "p0", new BattlePosition(0, 0));

    try (OlderPairs older =
        new OlderPairs(
            unreachable(),
            contents,
            Duration.ofMillis(50),
            Daemons.named("test-older"),
            ForkJoinPool.commonPool())) {
      CompletableFuture<Found> search = older.find("p0", false);
      CompletableFuture<String> thread =
          search.thenApply(found -> Thread.currentThread().getName());
      assertThat(get(search))
          .isEqualTo(new Found(null, "The topics could not be read in time; try again later."));
      assertThat(thread.get(1, TimeUnit.MINUTES))
          .as("neither the thread that reads nor the one that watches the time")
          .doesNotContain("test-older", "DelayScheduler");
    }
  }

  private TopicReader.Source unreachable() {
    return stage.source(
        3, Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "arena.start.timeout", "300 ms"));
  }

  private OlderPairs older(TopicReader.Source source) {
    return new OlderPairs(
        source, contents, TIMEOUT, Daemons.named("test-older"), ForkJoinPool.commonPool());
  }

  private static PairRecords found(OlderPairs older, String id) throws Exception {
    Found found = get(older.find(id, false));
    assertThat(found.problem()).isNull();
    assertThat(found.records()).isNotNull();
    return found.records();
  }

  private static Found get(CompletableFuture<Found> search) throws Exception {
    return search.get(5, TimeUnit.MINUTES);
  }
}
