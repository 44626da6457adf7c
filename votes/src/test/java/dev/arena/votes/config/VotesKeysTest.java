package dev.arena.votes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.schemas.failure.UsageException;
import dev.arena.statistics.rating.RatingAnchor;
import dev.arena.votes.join.JoinSettings;
import dev.arena.votes.leaderboard.live.LeaderboardSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The keys, and the topics and settings that follow from them. */
final class VotesKeysTest {
  @Test
  void everyDefaultIsAcceptedByItsOwnType() {
    for (ConfigKey<?> key : VotesKeys.table().keys()) {
      if (key.defaultText() != null) {
        assertThat(key.type().parse(key.defaultText())).as(key.name()).isNotNull();
      } else {
        assertThat(key.unset()).as(key.name()).isNotBlank();
      }
    }
  }

  @Test
  void preferencesAreReadFromTheScorersTopicUnlessOthersAreNamed() {
    assertThat(VotesTopics.of(configuration()).preferences()).containsExactly("arena.preferences");
    assertThat(VotesTopics.of(configuration("arena.topic.preferences=p")).preferences())
        .containsExactly("p");
    assertThat(
            VotesTopics.of(
                    configuration(
                        "arena.topic.preferences=p", "arena.votes.preference.topics=a, b"))
                .preferences())
        .containsExactly("a", "b");
  }

  @Test
  void equalTopicsAreRefused() {
    for (String key :
        List.of(
            "arena.topic.battles",
            "arena.topic.evaluation",
            "arena.topic.leaderboard",
            "arena.topic.leaderboard.history",
            "arena.topic.votes.dlq",
            "arena.topic.preferences",
            "arena.votes.preference.topics")) {
      assertThatThrownBy(() -> VotesTopics.of(configuration(key + "=arena.votes")))
          .as(key)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("expected different topics");
    }
  }

  @Test
  void keysOfTheScorerAndOfInternalTopicsAreUnknown() {
    for (String key : List.of("arena.bundle", "arena.application.id", "kafka.topic.retention.ms")) {
      assertThatThrownBy(() -> configuration(key + "=1"))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void theJoinGetsItsTimes() {
    JoinSettings.Times times = join(Map.of(), "arena.votes.retention=2 d").times();

    assertThat(times.retention()).isEqualTo(Duration.ofDays(2));
    assertThat(times.preferenceTimeout()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void theInternalTopicHasThePartitionsOfTheLargestInputUnlessItExists() {
    JoinSettings first = join(Map.of("arena.votes", 2, "arena.preferences", 6));
    assertThat(first.partitions()).isEqualTo(6);
    assertThat(first.byPairPartitions()).isEqualTo(6);

    JoinSettings later =
        join(
            Map.of(
                "arena.votes", 2, "arena.preferences", 12, "arena-votes-by-pair-repartition", 6));
    assertThat(later.partitions()).isEqualTo(12);
    assertThat(later.byPairPartitions()).isEqualTo(6);
  }

  private static JoinSettings join(Map<String, Integer> partitions, String... assignments) {
    Configuration configuration = configuration(assignments);
    return VotesSettings.join(configuration, VotesTopics.of(configuration), partitions);
  }

  @Test
  void kafkaStreamsGetsAFolderForStateTheSharedMemoryAndTheNumberOfReplicas() {
    assertThat(settings())
        .containsEntry("application.id", "arena-votes")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry(
            "state.dir", Path.of(System.getProperty("user.home"), ".local/state/arena").toString())
        .containsEntry("rocksdb.config.setter", RocksDbMemory.ConfigSetter.class)
        .containsEntry("max.task.idle.ms", 0L)
        .containsEntry("errors.dead.letter.queue.topic.name", "arena.votes.dlq")
        .doesNotContainKey("replication.factor")
        .containsKey(RocksDbMemory.CONFIG);
    assertThat(
            settings(
                "kafka.state.dir=/var/lib/arena-votes",
                "arena.topic.replication=3",
                "arena.votes.application.id=mine"))
        .containsEntry("state.dir", "/var/lib/arena-votes")
        .containsEntry("replication.factor", 3)
        .containsEntry("application.id", "mine");
  }

  @Test
  void theLeaderboardGetsItsAnchorAndAliases() {
    LeaderboardSettings settings =
        leaderboard(
            "arena.leaderboard.anchor=llama3:8b=1100", "arena.leaderboard.aliases=a=b, c = d=e");
    assertThat(settings.options().anchor()).isEqualTo(new RatingAnchor("llama3:8b", 1100));
    assertThat(settings.aliases()).isEqualTo(Map.of("a", "b", "c", "d=e"));
    assertThat(leaderboard().options().anchor()).isNull();
    assertThat(leaderboard().aliases()).isEmpty();
    for (String wrong :
        List.of(
            "anchor=1200",
            "anchor==1200",
            "anchor=gpt=x",
            "anchor=gpt=NaN",
            "aliases=a",
            "aliases=a=b,a=c")) {
      assertThatThrownBy(() -> leaderboard("arena.leaderboard." + wrong))
          .as(wrong)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("expected");
    }
  }

  private static LeaderboardSettings leaderboard(String... assignments) {
    Configuration configuration = configuration(assignments);
    return LeaderboardSettings.of(configuration, VotesTopics.of(configuration), System::nanoTime);
  }

  private static Properties settings(String... assignments) {
    Configuration configuration = configuration(assignments);
    try (RocksDbMemory memory = RocksDbMemory.of(configuration)) {
      return VotesSettings.of(configuration, new DeadLetterLog(System::nanoTime), memory);
    }
  }

  private static Configuration configuration(String... assignments) {
    return VotesKeys.table().resolve(ConfigSources.none().withAssignments(List.of(assignments)));
  }
}
