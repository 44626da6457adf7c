package dev.arena.votes.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Turn;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SharedServers;
import dev.arena.votes.VotesMain;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code arena votes export} with a real broker and registry. */
@Tag("broker")
@ExtendWith(SharedServers.class)
class ExportCommandTest {
  private static final Instant VOTED_AT = Instant.parse("2026-11-01T08:00:00.250Z");
  private static final JsonMapper JSON = new JsonMapper();

  private final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
  private final String pairs = name + ".pairs";
  private final String battles = name + ".battles";

  @TempDir private Path folder;

  @Test
  void theCurrentVotesAreExportedInTheOrderOfTheirPairs(LocalServers servers) throws Exception {
    try (Topics topics = new Topics(servers)) {
      RecordPosition first = topics.pair(1, pair("p1", "5"));
      RecordPosition second = topics.pair(1, pair("p2", "6"));
      RecordPosition third = topics.pair(0, pair("p3", "7"));
      topics.battle(battle("p2", "u1", second).setOutcome(VoteOutcome.B));
      topics.battle(battle("p1", "u2", first).setOutcome(VoteOutcome.A));
      topics.battle(battle("p1", "u1", first).setOutcome(VoteOutcome.A));
      topics.battle(battle("p1", "u1", first).setOutcome(VoteOutcome.TIE).setRevision(1));
      topics.battle(battle("p3", null, third).setOutcome(VoteOutcome.BOTH_BAD));
      topics.battle(battle("p3", "gone", third));
      topics.withdraw(new BattleKey("p3", "human", "gone"));
      topics.battle(battle("p3", "gpt", third).setKind("judge"));

      assertThat(export(servers, "csv", "votes.csv")).isEqualTo(4);
      assertThat(rows("votes.csv"))
          .containsExactly(
              "p3 null WINNER_TIE 7",
              "p1 u1 WINNER_TIE 5",
              "p1 u2 WINNER_MODEL_A 5",
              "p2 u1 WINNER_MODEL_B 6");
      assertThat(folder.resolve("votes.csv"))
          .content()
          .startsWith(
              """
              id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie,voter,kind,created_at
              p3,m,n,"[""2+2?""]","[""4""]","[""7""]",0,0,1,,human,2026-11-01T08:00:00.250Z
              """);

      assertThat(export(servers, "jsonl", "votes.jsonl", "--kind=all")).isEqualTo(5);
      assertThat(rows("votes.jsonl")).hasSize(5).contains("p3 gpt WINNER_MODEL_A 7");
      assertThat(folder.resolve("votes.jsonl")).content().contains("\"winner\":\"both_bad\"");

      assertThat(export(servers, "jsonl", "judged.jsonl", "--kind=judge")).isEqualTo(1);

      assertThat(export(servers, "dpo", "dpo.jsonl")).isEqualTo(2);
      assertThat(folder.resolve("dpo.jsonl"))
          .content()
          .contains("\"rejected\":[{\"role\":\"assistant\",\"content\":\"4\"}]");

      assertThat(export(servers, "arena-rank", "ratings.csv")).isEqualTo(4);
      assertThat(folder.resolve("ratings.csv"))
          .content()
          .startsWith(
              """
              model_a,model_b,winner,id,voter,kind,created_at
              m,n,both_bad,p3,,human,2026-11-01T08:00:00.250Z
              m,n,tie,p1,u1,human,2026-11-01T08:00:00.250Z
              """);
    }
  }

  @Test
  void votesWhoseTextsAreGoneAreOmittedAndCounted(LocalServers servers) throws Exception {
    try (Topics topics = new Topics(servers)) {
      RecordPosition expired = topics.pair(0, pair("p1", "5"));
      RecordPosition kept = topics.pair(0, pair("p2", "6"));
      RecordPosition damaged = topics.record(0, new byte[] {1, 2, 3});
      topics.battle(battle("p1", "u", expired));
      topics.battle(battle("p2", "u", kept));
      topics.battle(battle("p3", "u", damaged));
      topics.battle(battle("other", "u", kept));
      topics.battle(battle("late", "u", new RecordPosition("", 0, 99L)));
      topics.battle(battle("nowhere", "u", new RecordPosition("", 7, 0L)));
      topics.battle(battle("unscored", "u", kept).setPair(null));
      topics.battle(battle("later", "u", kept).setVotedAt(Instant.now().plusSeconds(300)));
      topics.deleteBefore(kept);

      CommandRun run = run(servers, "--format=csv", "--json", "--out=" + out("votes.csv"));
      JsonNode counts = JSON.readTree(run.out());
      assertThat(counts.path("battles").asInt()).isEqualTo(8);
      assertThat(counts.path("exported").asInt()).isEqualTo(1);
      assertThat(counts.path("omitted").toString())
          .isEqualTo(
              "{\"too_late\":1,\"not_scored\":1,\"expired\":1,\"missing\":2,\"unreadable\":1,\"other_pair\":1}");
      assertThat(rows("votes.csv")).containsExactly("p2 u WINNER_MODEL_A 6");
    }
  }

  @Test
  void longGapsBetweenPairsAreSkipped(LocalServers servers) throws Exception {
    try (Topics topics = new Topics(servers)) {
      List<RecordPosition> positions = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        positions.add(topics.pair(0, pair("p" + i, "answer " + i)));
      }
      for (int i : List.of(3999, 0, 1, 2500, 1500, 1499)) {
        topics.battle(battle("p" + i, "u", positions.get(i)));
      }
      assertThat(export(servers, "csv", "votes.csv")).isEqualTo(6);
      assertThat(rows("votes.csv").map(row -> row.substring(0, row.indexOf(' '))))
          .containsExactly("p0", "p1", "p1499", "p1500", "p2500", "p3999");
    }
  }

  @Test
  void anExportThatIsKilledLeavesNoFileAndTheNextGivesTheSameBytes(LocalServers servers)
      throws Exception {
    try (Topics topics = new Topics(servers)) {
      for (int i = 0; i < 2000; i++) {
        RecordPosition position = topics.pair(i % 3, pair("p" + i, "long answer ".repeat(500)));
        topics.battle(battle("p" + i, "u" + i % 7, position));
      }
      assertThat(export(servers, "csv", "whole.csv")).isEqualTo(2000);

      List<String> command =
          ChildProcess.java(
              "-cp", System.getProperty("java.class.path"), VotesMain.class.getName());
      command.addAll(List.of("votes", "export", "--format=csv", "--out=" + out("votes.csv")));
      command.addAll(settings(servers));
      Process killed = new ProcessBuilder(command).inheritIO().start();
      Eventually.holds(() -> unfinished() > 0, () -> "the export has not begun to write");
      killed.destroyForcibly();
      ChildProcess.awaitEnd(killed.toHandle());

      // it may have been faster than the signal; then the file must be whole
      if (Files.exists(folder.resolve("votes.csv"))) {
        assertThat(folder.resolve("votes.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
      }
      assertThat(export(servers, "csv", "votes.csv", "--replace")).isEqualTo(2000);
      assertThat(folder.resolve("votes.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
    }
  }

  @Test
  void ifNothingCanBeExportedThereIsNoFile(LocalServers servers) throws Exception {
    try (Topics topics = new Topics(servers)) {
      topics.battle(battle("p1", "u", new RecordPosition("", 0, 5L)));
      CommandRun run = run(servers, "--format=csv", "--out=" + out("votes.csv"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("no vote in " + battles + " can be exported; expected votes of kind human")
          .contains("1 omitted: the topic of pairs has no record where its pair should be");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void anExistingFileIsKept(LocalServers servers) throws Exception {
    Path existing = Files.writeString(folder.resolve("votes.csv"), "mine");
    CommandRun run = run(servers, "--format=csv", "--out=" + existing);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("already exists");
    assertThat(existing).hasContent("mine");
  }

  @Test
  void aTimeThatIsNoneOrHasNotPassedIsRefused(LocalServers servers) {
    assertThat(run(servers, "--format=csv", "--before=yesterday"))
        .satisfies(run -> assertThat(run.code()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("expected a time in ISO 8601 and UTC"));
    assertThat(run(servers, "--format=csv", "--before=" + Instant.now().plusSeconds(60)))
        .satisfies(run -> assertThat(run.code()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("which is in the future"));
    assertThat(run(servers, "--format=xml").err())
        .contains("--format is xml; expected one of csv, jsonl, dpo, arena-rank.");
  }

  private static ConversationPair pair(String id, String answer) {
    return ConversationPair.newBuilder()
        .setId(id)
        .setTurns(List.of(new Turn("2+2?", "4", answer)))
        .setAttributes(Map.of())
        .build();
  }

  private static Battle.Builder battle(
      String pairId, @Nullable String voter, RecordPosition position) {
    return Battle.newBuilder()
        .setPairId(pairId)
        .setKind("human")
        .setVoter(voter)
        .setOutcome(VoteOutcome.A)
        .setVotedAt(VOTED_AT)
        .setModelA("m")
        .setModelB("n")
        .setPair(position)
        .setSource(new RecordPosition("arena.votes", 0, 17L));
  }

  /** Exports, and returns how many votes the summary says were written. */
  private int export(LocalServers servers, String format, String file, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--format=" + format, "--out=" + out(file), "--json"));
    CommandRun run = run(servers, arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.readTree(run.out()).path("exported").asInt();
  }

  private CommandRun run(LocalServers servers, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(settings(servers));
    return CommandRun.of(new ExportCommand(), all.toArray(String[]::new));
  }

  private List<String> settings(LocalServers servers) {
    return List.of(
        "--bootstrap-servers=" + servers.kafka().bootstrapServers(),
        "--registry-url=" + servers.registry().url(),
        "--set=arena.topic.pairs=" + pairs,
        "--set=arena.topic.battles=" + battles);
  }

  private Path out(String file) {
    return folder.resolve(file);
  }

  /** How many files an export is writing or has left behind. */
  private long unfinished() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".part")).count();
    }
  }

  /** Id, voter, vote and answer B of each row, as the trainer reads them. */
  private Stream<String> rows(String file) {
    List<String> rows = new ArrayList<>();
    String path = out(file).toString();
    try (PairReader reader = PairFormat.ofName(path).open(path, BadRows.STOP)) {
      for (CsvPair row : reader) {
        assertThat(row.pair().getCreatedAt()).isEqualTo(VOTED_AT);
        rows.add(
            "%s %s %s %s"
                .formatted(
                    row.pair().getId(),
                    row.voter(),
                    row.outcome(),
                    row.pair().getTurns().get(0).getResponseB()));
      }
    }
    return rows.stream();
  }

  /** The topics of a test, and what is written to them. */
  private final class Topics implements AutoCloseable {
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Serde<ConversationPair> pairSerde;
    private final Serde<Battle> battleSerde;

    Topics(LocalServers servers) throws Exception {
      Map<String, Object> brokers =
          Map.of("bootstrap.servers", servers.kafka().bootstrapServers(), "linger.ms", 0);
      Map<String, Object> registry =
          Map.of("schema.registry.url", servers.registry().url(), "auto.register.schemas", true);
      admin = Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()));
      producer = new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
      pairSerde = ArenaSerdes.pairs(registry);
      battleSerde = ArenaSerdes.battles(registry);
      admin
          .createTopics(
              List.of(
                  new NewTopic(pairs, 3, (short) 1),
                  new NewTopic(battles, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get(1, TimeUnit.MINUTES);
      Eventually.holds(
          () ->
              admin
                  .listTopics()
                  .names()
                  .get(1, TimeUnit.MINUTES)
                  .containsAll(List.of(pairs, battles)),
          () -> "the topics were created but are not listed");
    }

    RecordPosition pair(int partition, ConversationPair pair) throws Exception {
      return record(partition, pairSerde.serializer().serialize(pairs, pair));
    }

    RecordPosition record(int partition, byte[] value) throws Exception {
      long offset =
          producer
              .send(new ProducerRecord<>(pairs, partition, null, value))
              .get(1, TimeUnit.MINUTES)
              .offset();
      return new RecordPosition("", partition, offset);
    }

    void battle(Battle.Builder builder) throws Exception {
      Battle battle = builder.build();
      String voter =
          battle.getVoter() == null
              ? BattleKey.anonymousVoter("arena.votes", 0, 17)
              : battle.getVoter();
      send(
          new BattleKey(battle.getPairId(), battle.getKind(), voter),
          battleSerde.serializer().serialize(battles, battle));
    }

    void withdraw(BattleKey key) throws Exception {
      send(key, null);
    }

    private void send(BattleKey key, byte @Nullable [] value) throws Exception {
      producer
          .send(new ProducerRecord<>(battles, key.text().getBytes(StandardCharsets.UTF_8), value))
          .get(1, TimeUnit.MINUTES);
    }

    void deleteBefore(RecordPosition position) throws Exception {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(pairs, position.getPartition()),
                  RecordsToDelete.beforeOffset(position.getOffset())))
          .all()
          .get(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
      producer.close();
      pairSerde.close();
      battleSerde.close();
      admin.close();
    }
  }
}
