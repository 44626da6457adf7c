package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.replay.ReplayCommand;
import dev.arena.streamer.tail.TailCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code replay} and {@code tail} against a real broker, registry and scorer. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class ReplayTest {
  private static final Path EXAMPLES = Path.of(System.getProperty("arena.root"), "examples");
  private static final String VOTES =
      "id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n";

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void everyRowIsAccountedForAndAnswersAreInTheFilesOrder(LocalServers servers) throws Exception {
    Path votes =
        Files.writeString(
            folder.resolve("votes.csv"),
            VOTES + "a,p,yes,no,1,0,0\nb,[],[],[],0,1,0\na,p,no,yes,0,1,0\nc,q,1,2,0,0,1\n");
    Path out = folder.resolve("out.csv");
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      Outcome outcome = replay(stage, votes.toString(), "--wait", "--out", out.toString());

      assertThat(outcome.code()).as(outcome.err()).isEqualTo(CommandRunner.DONE);
      assertThat(outcome.out())
          .startsWith("4 pairs sent, 3 answered, 1 dead letter in ")
          .containsPattern("log loss \\d+\\.\\d{5}, accuracy \\d\\.\\d{4} over 3 votes");
      assertThat(outcome.err()).contains("dead letter: " + votes + ":3 (id b): ", "has no turns");
      assertThat(Files.readAllLines(out))
          .extracting(line -> line.split(",", -1)[0])
          .containsExactly("id", "a", "b", "a", "c");
    }
  }

  @Test
  void votesAreSentInTheFilesOrderAfterTheirPreferencesWereRead(LocalServers servers)
      throws Exception {
    Path votes =
        Files.writeString(
            folder.resolve("votes.csv"),
            "judge,model_a,"
                + VOTES
                + "anna,lark,a,p,yes,no,1,0,0\n,,b,[],[],[],0,1,0\n,,c,p,no,yes,0,1,0\n"
                + "ben,,d,q,1,2,0,0,1\n");
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      stage.createTopic(stage.votes, 1);
      Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

      Outcome outcome = replay(stage, votes.toString(), "--votes");

      assertThat(outcome.code()).as(outcome.err()).isEqualTo(CommandRunner.DONE);
      assertThat(outcome.out())
          .startsWith("4 pairs sent, 3 answered, 1 dead letter, 3 votes sent in ");
      List<ConsumerRecord<byte[], byte[]>> records = stage.read(stage.votes, 3);
      assertThat(records)
          .extracting(stage::vote)
          .extracting(Vote::getPairId, Vote::getOutcome, Vote::getVoter, Vote::getModelA)
          .containsExactly(
              tuple("a", VoteOutcome.A, "anna", "lark"),
              tuple("c", VoteOutcome.B, null, null),
              tuple("d", VoteOutcome.TIE, "ben", null));
      assertThat(records)
          .extracting(one -> new String(one.key(), UTF_8))
          .containsExactly("a", "c", "d");
      Map<String, Instant> scored = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> one : stage.read(stage.preferences, 3)) {
        Preference preference = stage.preference(one);
        scored.put(preference.getId(), preference.getScoredAt());
      }
      assertThat(records)
          .extracting(stage::vote)
          .allSatisfy(
              vote ->
                  assertThat(vote.getVotedAt())
                      .isAfterOrEqualTo(scored.get(vote.getPairId()))
                      .isAfterOrEqualTo(before));
    }
  }

  @Test
  void historicalVotesKeepTheirTime(LocalServers servers) throws Exception {
    Path votes =
        Files.writeString(
            folder.resolve("votes.jsonl"),
            """
            {"question_id":"a","winner":"tie (bothbad)","judge":"arena_user_973","tstamp":1682351591.1,"prompt":"p","response_a":"x","response_b":"y"}
            """);
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      stage.createTopic(stage.votes, 1);

      Outcome outcome = replay(stage, votes.toString(), "--votes", "--voted-at=file");

      assertThat(outcome.code()).as(outcome.err()).isEqualTo(CommandRunner.DONE);
      assertThat(stage.read(stage.votes, 1))
          .extracting(stage::vote)
          .extracting(Vote::getOutcome, Vote::getVoter, Vote::getVotedAt)
          .containsExactly(
              tuple(
                  VoteOutcome.BOTH_BAD,
                  "arena_user_973",
                  Instant.ofEpochMilli(1_682_351_591_100L)));
    }
  }

  @Test
  void nothingIsSentFromAFileWithoutVotesOrTimes(LocalServers servers) throws Exception {
    String pairs = EXAMPLES.resolve("pairs.csv").toString();
    String untimed = EXAMPLES.resolve("votes.csv").toString();
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      for (String topic : List.of(stage.pairs, stage.preferences, stage.deadLetters, stage.votes)) {
        stage.createTopic(topic, 1);
      }
      assertThat(replay(stage, pairs, "--votes").err())
          .contains("pairs.csv:2: the file has no votes; expected a vote in each row");
      assertThat(replay(stage, untimed, "--votes", "--voted-at=file").err())
          .contains("votes.csv:2: the row has no time; expected created_at");
      assertThat(stage.read(stage.pairs, 0)).isEmpty();
    }
  }

  @Test
  void aRunCountsItsOwnAnswersOnly(LocalServers servers) throws Exception {
    String pairs = EXAMPLES.resolve("pairs.csv").toString();
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      assertThat(replay(stage, pairs).out()).startsWith("41 pairs sent in ");
      Outcome second = replay(stage, pairs, "--wait", "--limit", "7", "--rate", "100");
      assertThat(second.out()).startsWith("7 pairs sent, 7 answered in ").hasLineCount(1);
      assertThat(stage.read(stage.preferences, 48)).hasSize(48);
    }
  }

  @Test
  void rowsThatNobodyAnswersAreMissing(LocalServers servers) throws Exception {
    Path out = folder.resolve("out.csv");
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      for (String topic : List.of(stage.pairs, stage.preferences, stage.deadLetters)) {
        stage.createTopic(topic, 2);
      }
      Outcome outcome =
          replay(
              stage,
              EXAMPLES.resolve("votes.csv").toString(),
              "--wait",
              "--limit=12",
              "--timeout=1",
              "--out",
              out.toString());
      assertThat(outcome.code()).isEqualTo(CommandRunner.FAILED);
      assertThat(outcome.out()).startsWith("12 pairs sent, 12 missing in ");
      assertThat(outcome.err())
          .contains("missing: ", "votes.csv:2 (id vote-01): no answer for 1 s")
          .contains("... and 2 more rows without an answer");
      assertThat(Files.readAllLines(out))
          .hasSize(13)
          .element(1)
          .asString()
          .contains("votes.csv,2,missing,no answer for 1 s,,,");
    }
  }

  @Test
  void aMissingTopicOrRegistryIsOneSentence(LocalServers servers) throws Exception {
    String pairs = EXAMPLES.resolve("pairs.csv").toString();
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      Outcome noTopic = replay(stage, pairs);
      assertThat(noTopic.code()).isEqualTo(CommandRunner.FAILED);
      assertThat(noTopic.err()).startsWith("arena: no topic " + stage.pairs + " on 127.0.0.1:");

      stage.createTopic(stage.pairs, 1);
      Outcome noRegistry = replay(stage, pairs, "--registry-url", "http://127.0.0.1:9");
      assertThat(noRegistry.code()).isEqualTo(CommandRunner.FAILED);
      assertThat(noRegistry.err())
          .startsWith("arena: no schema registry answered at http://127.0.0.1:9 within ")
          .hasLineCount(1);

      Outcome noSchema = replay(stage, pairs, "--set", "arena.registry.register=false");
      assertThat(noSchema.code()).isEqualTo(CommandRunner.FAILED);
      assertThat(noSchema.err()).contains("under subject " + stage.pairs + "-value");
    }
  }

  @Test
  void aRowTooLargeForTheBrokerIsMissingAndTheOthersAreAnswered(LocalServers servers)
      throws Exception {
    Path file = folder.resolve("large.csv");
    Files.writeString(
        file,
        "id,prompt,response_a,response_b\n1,p,a,b\n2,%1$s,%1$s,%1$s\n3,p,a,b\n"
            .formatted("long ".repeat(3 << 20)));
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      Outcome outcome = replay(stage, file.toString(), "--wait");
      assertThat(outcome.code()).isEqualTo(CommandRunner.FAILED);
      assertThat(outcome.out())
          .as(outcome.err())
          .startsWith("3 pairs sent, 2 answered, 1 missing in ");
      assertThat(outcome.err()).contains("large.csv:3 (id 2): the broker refused it: ");
    }
  }

  @Test
  void tailPrintsWhatWasScored(LocalServers servers) throws Exception {
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
        StreamApplication scorer = stage.start(Map.of())) {
      replay(stage, EXAMPLES.resolve("pairs.csv").toString(), "--wait");

      Outcome table = tail(stage, "--from-beginning", "--limit=41");
      assertThat(table.code()).as(table.err()).isEqualTo(CommandRunner.DONE);
      assertThat(table.out().lines().skip(1))
          .hasSize(41)
          .allMatch(line -> line.matches("example-\\d+ +\\d\\.\\d\\d.*  (A|B|tie)"));

      Outcome json = tail(stage, "--from-beginning", "--limit=1", "--json");
      assertThat(new ObjectMapper().readTree(json.out()).get("model").asText())
          .isEqualTo(TinyBundle.MODEL);
    }
  }

  private static Outcome replay(Stage stage, String... arguments) {
    return run(new ReplayCommand(), stage, arguments);
  }

  private static Outcome tail(Stage stage, String... arguments) {
    return run(new TailCommand(), stage, arguments);
  }

  /** Runs a command with the stage's settings; the given options come last and win. */
  private static Outcome run(Object command, Stage stage, String... arguments) {
    List<String> given = List.of(arguments);
    List<String> all = new ArrayList<>(given);
    stage
        .settings()
        .forEach(
            (key, value) -> {
              boolean registry = key.equals("registry.url") && given.contains("--registry-url");
              if (!registry && given.stream().noneMatch(one -> one.startsWith(key + "="))) {
                all.addAll(List.of("--set", key + "=" + value));
              }
            });
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        CommandRunner.run(
            command,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            all.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }
}
