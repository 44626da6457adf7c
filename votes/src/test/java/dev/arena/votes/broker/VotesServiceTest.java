package dev.arena.votes.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SharedServers;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.evaluation.EvaluationTopology;
import dev.arena.votes.join.JoinTopology;
import dev.arena.votes.leaderboard.LeaderboardCommand;
import dev.arena.votes.leaderboard.live.LeaderboardTopology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The votes service from its topics to its topics. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class VotesServiceTest {
  /** Losses are in units of 2^-24. */
  private static final double UNITS = 1 << 24;

  private static final int KILLS = 3;
  private static final int PORTION = 200;
  private static final int SEEN_BEFORE_KILL = 50;

  @TempDir private Path folder;

  private VotesStage stage;

  @BeforeEach
  void prepare(LocalServers servers) {
    stage = new VotesStage(servers, folder);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void votesOnScoredPairsBecomeBattlesAndBytesThatAreNotAVoteADeadLetter() throws Exception {
    try (VotesApplication service = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(List.of(stage.record(VotesStage.preference("p1"))));
      stage.produce(
          List.of(
              stage.record(VotesStage.vote("p1", "ann")),
              new ProducerRecord<>(stage.votes, null, "garbage".getBytes(UTF_8))));

      assertThat(stage.read(stage.battles, 1))
          .singleElement()
          .satisfies(
              record -> {
                Battle battle = stage.battle(record);
                assertThat(new String(record.key(), UTF_8)).isEqualTo("[\"p1\",\"human\",\"ann\"]");
                assertThat(battle.getOutcome()).isEqualTo(VoteOutcome.A);
                assertThat(battle.getModelA()).isEqualTo("model-a");
                assertThat(battle.getPredictions())
                    .singleElement()
                    .matches(prediction -> prediction.getTopic().equals(stage.preferences));
              });
      assertThat(stage.read(stage.deadLetters, 1))
          .singleElement()
          .satisfies(letter -> assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8)));
      assertOperations(service);
    }
    assertThat(topicSetting(stage.battles, "cleanup.policy")).isEqualTo("compact");
  }

  private void assertOperations(VotesApplication service) throws Exception {
    assertThat(VotesStage.get(service, "/health/live")).contains("\"status\"");
    JsonNode ready = new ObjectMapper().readTree(VotesStage.get(service, "/health/ready"));
    assertThat(ready.get("status").asText()).as(ready.toString()).isEqualTo("ready");
    JsonNode info = new ObjectMapper().readTree(VotesStage.get(service, "/info"));
    assertThat(info.get("application_id").asText()).isEqualTo(stage.name);
    assertThat(info.get("topics").get("preferences").get(0).asText()).isEqualTo(stage.preferences);
    assertThat(info.get("state").asText()).isEqualTo(folder.resolve("state").toString());
    assertThat(VotesStage.get(service, "/metrics"))
        .contains("arena_battles_total{outcome=\"written\"} 1.0")
        .contains("arena_dead_letters_total{reason=\"wire_format\"} 1.0")
        .contains("arena_dead_letters_total{reason=\"unknown_pair\"} 0.0")
        .contains("arena_ready 1.0")
        .contains("arena_consumer_lag_records{partition=\"0\",topic=\"%s\"}".formatted(stage.votes))
        .contains("arena_state_restore_records 0.0")
        .containsPattern("arena_state_memory_bytes [1-9]")
        .containsPattern("arena_state_keys\\{store=\"votes\"} [1-9]")
        .containsPattern("arena_state_disk_bytes\\{store=\"pairs\"} \\d");
  }

  @Test
  void votesOnScoredPairsAreCountedInTheLiveEvaluationOfTheirScorer() throws Exception {
    String total = totalOfTheScorer();
    try (VotesApplication service = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(
          List.of(
              stage.record(VotesStage.preference("p1")),
              stage.record(VotesStage.preference("p2"))));
      stage.produce(
          List.of(
              stage.record(VotesStage.vote("p1", "ann")),
              stage.record(VotesStage.vote("p2", "ann")),
              stage.record(VotesStage.vote("p2", "bob"))));
      Eventually.holds(
          () -> votes(total) == 3, () -> "three votes are not in " + stage.evaluations());

      assertThat(stage.evaluations().get(total))
          .satisfies(
              sums -> {
                // each vote is for A, which had the probability 0.5
                assertThat(sums.getLoss() / UNITS / 3).isCloseTo(Math.log(2), within(1e-6));
                assertThat(sums.getUnits()).isEqualTo(2);
                assertThat(sums.getAgreements()).isEqualTo(1);
              });
      Eventually.holds(
          () ->
              VotesStage.get(service, "/metrics")
                  .contains(
                      "arena_evaluation_votes{kind=\"human\",model=\"tiny@1\",topic=\"%s\"} 3.0"
                          .formatted(stage.preferences)),
          () -> "the metrics do not count three votes");

      stage.produce(List.of(stage.record(VotesStage.withdrawal("p2", "bob"))));
      Eventually.holds(
          () -> votes(total) == 2, () -> "the withdrawn vote is in " + stage.evaluations());
    }
    assertThat(topicSetting(stage.evaluation, "cleanup.policy")).isEqualTo("compact");
  }

  @Test
  void votesChangeTheLeaderboard() throws Exception {
    String key = "[\"human\",\"all\",\"bradley-terry\"]";
    try (VotesApplication service = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(List.of(stage.record(VotesStage.preference("p1"))));
      stage.produce(List.of(stage.record(VotesStage.vote("p1", "ann"))));
      Eventually.holds(
          () -> boardVotes(key) == 1,
          () -> "one vote is not in " + stage.leaderboards(stage.leaderboard));
      Eventually.holds(
          () ->
              VotesStage.get(service, "/metrics")
                  .contains("arena_leaderboard_models{kinds=\"human\",status=\"unranked\"} 2.0"),
          () -> "the metrics do not count two models");

      CommandRun printed = leaderboard();
      assertThat(printed.code()).as(printed.err()).isZero();
      assertThat(printed.out())
          .contains(
              "bradley-terry/1, all human votes: 1 vote on 2 models", "unranked: model-a (1 vote)");
      assertThat(leaderboard("--kind=judge").err()).contains("has no leaderboard of judge votes");
      assertThat(leaderboard("--bootstrap=100").err()).contains("--bootstrap is for files");

      stage.produce(List.of(stage.record(VotesStage.withdrawal("p1", "ann"))));
      Eventually.holds(
          () -> !stage.leaderboards(stage.leaderboard).containsKey(key),
          () -> "the withdrawn vote is in " + stage.leaderboards(stage.leaderboard));
    }
    assertThat(topicSetting(stage.leaderboard, "cleanup.policy")).isEqualTo("compact");
    assertThat(topicSetting(stage.history, "cleanup.policy")).isEqualTo("compact");
  }

  private CommandRun leaderboard(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    Map<String, String> settings = stage.settings();
    for (String key :
        List.of("kafka.bootstrap.servers", "registry.url", "arena.topic.leaderboard")) {
      all.add("--set=%s=%s".formatted(key, settings.get(key)));
    }
    return CommandRun.of(new LeaderboardCommand(), all.toArray(String[]::new));
  }

  private long boardVotes(String key) {
    Leaderboard board = stage.leaderboards(stage.leaderboard).get(key);
    return board == null ? 0 : board.getVotes();
  }

  /** The key of the sums of all votes. */
  private String totalOfTheScorer() {
    return "[\"%s\",\"tiny@1\",\"all\",\"human\",0,0]".formatted(stage.preferences);
  }

  private long votes(String key) {
    LiveEvaluation sums = stage.evaluations().get(key);
    return sums == null ? 0 : sums.getN();
  }

  @Test
  void everyVoteIsABattleExactlyOnceWhenTheServiceIsKilledThreeTimes(LocalServers servers)
      throws Exception {
    Map<String, String> settings = new HashMap<>(stage.settings());
    settings.put("kafka.session.timeout.ms", "1500");
    settings.put("kafka.heartbeat.interval.ms", "300");
    int pairs = (KILLS + 1) * PORTION;
    try (LocalService service =
        LocalService.start(folder, servers, LocalService.Program.VOTES, settings)) {
      for (int kill = 0; kill < KILLS; kill++) {
        stage.produce(portion(kill));
        stage.read(stage.battles, kill * PORTION + SEEN_BEFORE_KILL);
        service.process().kill();
        service.process().restart();
      }
      stage.produce(portion(KILLS));
      stage.read(stage.battles, pairs);
      // the restored state still knows every vote
      List<ProducerRecord<byte[], byte[]>> changed = new ArrayList<>();
      for (int i = 0; i < pairs; i += PORTION) {
        changed.add(stage.record(VotesStage.vote("pair-" + i, "ann")));
      }
      stage.produce(changed);

      List<ConsumerRecord<byte[], byte[]>> battles =
          stage.read(stage.battles, pairs + changed.size());

      assertThat(battles).hasSize(pairs + changed.size());
      assertThat(battles.stream().map(stage::battle))
          .filteredOn(battle -> battle.getRevision() == 0)
          .extracting(Battle::getPairId)
          .doesNotHaveDuplicates()
          .hasSize(pairs);
      assertThat(battles.stream().map(stage::battle))
          .filteredOn(battle -> battle.getRevision() == 1)
          .hasSameSizeAs(changed);
      assertThat(battles.stream().map(stage::battle))
          .allSatisfy(battle -> assertThat(battle.getPredictions()).hasSize(1));
      assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
      // a changed vote replaces what its first version added to the sums
      String total = totalOfTheScorer();
      Eventually.holds(
          () -> votes(total) == pairs,
          () -> "instead of %d votes: %s".formatted(pairs, stage.evaluations().get(total)));
    }
  }

  private List<ProducerRecord<byte[], byte[]>> portion(int number) throws Exception {
    List<ProducerRecord<byte[], byte[]>> preferences = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> votes = new ArrayList<>();
    for (int i = number * PORTION; i < (number + 1) * PORTION; i++) {
      preferences.add(stage.record(VotesStage.preference("pair-" + i)));
      votes.add(stage.record(VotesStage.vote("pair-" + i, "ann")));
    }
    preferences.addAll(votes);
    return preferences;
  }

  @Test
  void theInternalTopicsThatRightsAreCheckedForAreThoseThatExist() throws Exception {
    try (VotesApplication service = stage.start(Map.of());
        Admin admin = stage.admin()) {
      List<String> internal =
          admin.listTopics().names().get(1, TimeUnit.MINUTES).stream()
              .filter(topic -> topic.startsWith(stage.name + "-"))
              .toList();

      assertThat(internal)
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(JoinTopology.internalTopics(stage.name).stream(), singlePartition())
                  .toList());
      Map<String, TopicDescription> described =
          admin.describeTopics(internal).allTopicNames().get(1, TimeUnit.MINUTES);
      JoinTopology.internalTopics(stage.name)
          .forEach(topic -> assertPartitions(described.get(topic), VotesStage.PARTITIONS));
      singlePartition().forEach(topic -> assertPartitions(described.get(topic), 1));
      assertThat(service.httpPort()).isEmpty();
    }
  }

  private Stream<String> singlePartition() {
    return Stream.concat(
        EvaluationTopology.internalTopics(stage.name).stream(),
        LeaderboardTopology.internalTopics(stage.name).stream());
  }

  private static void assertPartitions(TopicDescription topic, int count) {
    assertThat(topic.partitions()).as(topic.name()).hasSize(count);
  }

  @Test
  void partitionsMayBeAddedToAnInputWhileTheServiceRuns() throws Exception {
    Map<String, String> settings = Map.of("kafka.metadata.max.age.ms", "1000");
    int added = VotesStage.PARTITIONS;
    try (VotesApplication service = stage.start(settings);
        Admin admin = stage.admin()) {
      stage.produce(List.of(stage.record(VotesStage.preference("p1"))));
      admin
          .createPartitions(Map.of(stage.votes, NewPartitions.increaseTo(added + 1)))
          .all()
          .get(1, TimeUnit.MINUTES);
      Eventually.holds(
          () -> partitions(admin, stage.votes) == added + 1, () -> "no partition was added");

      stage.produce(List.of(inPartition(added, stage.record(VotesStage.vote("p1", "ann")))));

      assertThat(stage.read(stage.battles, 1)).hasSize(1);
      assertThat(service.httpPort()).isEmpty();
    }
    try (VotesApplication service = stage.start(settings)) {
      stage.produce(List.of(inPartition(added, stage.record(VotesStage.vote("p1", "bob")))));

      assertThat(stage.read(stage.battles, 2)).hasSize(2);
      assertThat(service.httpPort()).isEmpty();
    }
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get(1, TimeUnit.MINUTES)
        .get(topic)
        .partitions()
        .size();
  }

  private static ProducerRecord<byte[], byte[]> inPartition(
      int partition, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(record.topic(), partition, record.key(), record.value());
  }

  private String topicSetting(String topic, String setting) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = stage.admin()) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get(1, TimeUnit.MINUTES)
          .get(resource)
          .get(setting)
          .value();
    }
  }
}
