package dev.arena.votes.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SharedServers;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.forget.ForgetCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code arena votes forget} with a real broker, registry and votes service. */
@Tag("broker")
@ExtendWith(SharedServers.class)
class ForgetTest {
  /** The service accepts votes of producers whose clock is up to 20 minutes ahead. */
  private static final Duration CLOCK_AHEAD = Duration.ofMinutes(15);

  @TempDir private Path folder;

  @Test
  void theBattlesOfAForgottenVoterAreTombstonesAndThoseOfOthersStay(LocalServers servers)
      throws Exception {
    try (VotesStage stage = new VotesStage(servers, folder);
        VotesApplication service = stage.start(Map.of())) {
      assertThat(service.httpPort()).isEmpty();
      Vote judged = Vote.newBuilder(VotesStage.vote("p1", "u7")).setKind("judge").build();
      Vote fast =
          Vote.newBuilder(VotesStage.vote("p2", "u7"))
              .setVotedAt(Instant.now().plus(CLOCK_AHEAD))
              .build();
      Vote longId = VotesStage.vote("p".repeat(5000), "u7");
      Vote refused =
          Vote.newBuilder(VotesStage.withdrawal("p1", "u7"))
              .setVotedAt(Instant.now().plus(Duration.ofDays(1)))
              .build();
      stage.produce(
          List.of(
              stage.record(VotesStage.preference("p1")),
              stage.record(VotesStage.preference("p2")),
              stage.record(VotesStage.vote("p1", "u7")),
              stage.record(judged),
              withTimeOfVote(stage, fast),
              stage.record(longId),
              stage.record(refused),
              stage.record(VotesStage.vote("p1", "u8"))));
      awaitBattles(
          stage,
          List.of(
              "[\"p1\",\"human\",\"u7\"]",
              "[\"p1\",\"human\",\"u8\"]",
              "[\"p1\",\"judge\",\"u7\"]",
              "[\"p2\",\"human\",\"u7\"]"));

      CommandRun asked = forget(stage, "--voter=u7");
      assertThat(asked.code()).isEqualTo(2);
      assertThat(asked.out()).startsWith("found 3 votes of u7 (2 human, 1 judge)");
      assertThat(asked.err()).contains("nothing was withdrawn");
      assertThat(stage.read(stage.votes, 6)).hasSize(6);

      CommandRun oneKind = forget(stage, "--voter=u7", "--kind=judge", "--yes");
      assertThat(oneKind.code()).as(oneKind.err()).isZero();
      assertThat(oneKind.out()).startsWith("withdrew 1 vote of u7 (1 judge)");
      awaitBattles(
          stage,
          List.of(
              "[\"p1\",\"human\",\"u7\"]",
              "[\"p1\",\"human\",\"u8\"]",
              "[\"p2\",\"human\",\"u7\"]"));
      CommandRun all = forget(stage, "--voter=u7", "--yes");
      assertThat(all.code()).as(all.err()).isZero();
      assertThat(all.out())
          .startsWith("withdrew 2 votes of u7 (2 human)")
          .contains(stage.votes + " holds 8 records that name the voter; its retention.ms is");
      awaitBattles(stage, List.of("[\"p1\",\"human\",\"u8\"]"));
      assertThat(forget(stage, "--voter=u7", "--yes").out()).startsWith("found 0 votes of u7");
      assertThat(stage.read(stage.deadLetters, 2))
          .as("the refused withdrawal, and the long pair_id")
          .hasSize(2);
    }
  }

  @Test
  void aVoteThatWaitsForItsPairIsWithdrawnToo(LocalServers servers) throws Exception {
    try (VotesStage stage = new VotesStage(servers, folder);
        VotesApplication service = stage.start(Map.of())) {
      assertThat(service.httpPort()).isEmpty();
      Vote fast =
          Vote.newBuilder(VotesStage.vote("fast", "u7"))
              .setVotedAt(Instant.now().plus(CLOCK_AHEAD))
              .build();
      stage.produce(
          List.of(stage.record(VotesStage.vote("early", "u7")), withTimeOfVote(stage, fast)));
      CommandRun run = forget(stage, "--voter=u7", "--yes", "--json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out())
          .contains("\"votes\":{\"human\":2}")
          .contains("\"withdrawn\":2")
          .contains("\"records\":4");
      stage.produce(
          List.of(
              stage.record(VotesStage.vote("early", "u8")),
              stage.record(VotesStage.vote("fast", "u8")),
              stage.record(VotesStage.preference("early")),
              stage.record(VotesStage.preference("fast"))));
      awaitBattles(stage, List.of("[\"early\",\"human\",\"u8\"]", "[\"fast\",\"human\",\"u8\"]"));
      assertThat(outcomes(stage)).containsOnly(VoteOutcome.A);
    }
  }

  /** The record of a producer that sets both times with the same clock. */
  private static ProducerRecord<byte[], byte[]> withTimeOfVote(VotesStage stage, Vote vote) {
    ProducerRecord<byte[], byte[]> record = stage.record(vote);
    return new ProducerRecord<>(
        record.topic(), null, vote.getVotedAt().toEpochMilli(), record.key(), record.value());
  }

  private static List<VoteOutcome> outcomes(VotesStage stage) {
    return stage.read(stage.battles, 1).stream()
        .filter(record -> record.value() != null)
        .map(record -> stage.battle(record).getOutcome())
        .toList();
  }

  private static CommandRun forget(VotesStage stage, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    stage.settings().forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return CommandRun.of(new ForgetCommand(), all.toArray(String[]::new));
  }

  private static void awaitBattles(VotesStage stage, List<String> keys) throws Exception {
    Eventually.holds(() -> current(stage).equals(keys), () -> "battles: " + current(stage));
  }

  /** The keys of the battles that no null value has removed. */
  private static List<String> current(VotesStage stage) {
    Map<String, Boolean> current = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : stage.read(stage.battles, 0)) {
      current.put(new String(record.key(), StandardCharsets.UTF_8), record.value() != null);
    }
    return current.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }
}
