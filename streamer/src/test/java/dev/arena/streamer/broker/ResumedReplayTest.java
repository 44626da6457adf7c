package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.replay.ReplayCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Named runs of {@code replay} that are stopped and resumed, against a real broker. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class ResumedReplayTest {
  private static final int MANY = 6_000;

  @TempDir private Path folder;

  @AutoClose private Stage stage;

  @BeforeEach
  void createTopics(LocalServers servers) throws Exception {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
    for (String topic : List.of(stage.pairs, stage.preferences, stage.deadLetters)) {
      stage.createTopic(topic, 4);
    }
    stage.createTopic(stage.votes, 1);
  }

  @Test
  void aRunThatIsKilledHalfWayIsCompletedByRunningItAgainAndEveryRowIsSentOnce() throws Exception {
    List<String> files = List.of(jsonl("a.jsonl", 0, MANY / 2), jsonl("b.jsonl", MANY / 2, MANY));
    Process killed = inAProcess(files.get(0), files.get(1), "--run=night", "--rate=300");
    stage.awaitWritten(stage.pairs, MANY / 10);
    ChildProcess.exitCode(killed.destroyForcibly());

    CommandRun refused = replay(files.get(0), files.get(1), "--run=night");
    CommandRun resumed = replay(files.get(0), files.get(1), "--run=night", "--resume");

    assertThat(refused.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(refused.err()).contains("run night has already sent ", "Add --resume");
    assertThat(resumed.code()).as(resumed.err()).isEqualTo(CommandRunner.DONE);
    assertThat(resumed.out()).containsPattern("^6000 pairs sent, [1-9]\\d* of them earlier in ");
    assertEachOnce(MANY);
  }

  @Test
  void eachVoteOfARunThatIsKilledHalfWayIsSentOnceInTheFilesOrder() throws Exception {
    String file = jsonl("a.jsonl", 0, MANY / 10);
    try (StreamApplication scorer = stage.start(Map.of())) {
      Process killed = inAProcess(file, "--run=night", "--votes", "--rate=200");
      stage.awaitWritten(stage.votes, MANY / 60);
      ChildProcess.exitCode(killed.destroyForcibly());

      CommandRun resumed = replay(file, "--run=night", "--votes", "--resume");
      CommandRun again = replay(file, "--run=night", "--votes", "--resume");

      assertThat(resumed.code()).as(resumed.err()).isEqualTo(CommandRunner.DONE);
      assertThat(resumed.out()).containsPattern(", 600 answered, [1-9]\\d* votes sent in ");
      assertThat(again.out()).as(again.err()).contains("600 answered in ");
    }
    assertEachOnce(MANY / 10);
    assertThat(ids(stage.read(stage.votes, MANY / 10)))
        .containsExactlyElementsOf(
            IntStream.range(0, MANY / 10).mapToObj(i -> "pair-" + i).toList());
  }

  @Test
  void votesOfARunThatSentNoneAreSentWhenItIsResumedWithVotes() throws Exception {
    String file = jsonl("a.jsonl", 0, 30);
    try (StreamApplication scorer = stage.start(Map.of())) {
      assertThat(replay(file, "--run=n", "--limit=20").code()).isZero();
      stage.read(stage.preferences, 20);

      CommandRun resumed = replay(file, "--run=n", "--resume", "--votes");

      assertThat(resumed.out())
          .as(resumed.err())
          .startsWith("30 pairs sent, 20 of them earlier, 30 answered, 30 votes sent in ");
      assertThat(replay(jsonl("b.jsonl", 1, 31), "--run=n", "--resume", "--votes").err())
          .contains("the first 30 rows of the files have changed");
    }
    assertThat(stage.read(stage.votes, 30)).hasSize(30);
  }

  @Test
  void aRunThatGaveUpSendsTheVotesOfTheOtherRowsWhenItIsResumed() throws Exception {
    String file = jsonl("a.jsonl", 0, 30);
    CommandRun alone = replay(file, "--run=n", "--votes", "--timeout=1");

    assertThat(alone.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(alone.out()).startsWith("30 pairs sent, 30 missing in ");
    try (StreamApplication scorer = stage.start(Map.of())) {
      assertThat(replay(file, "--run=n", "--votes", "--resume").out())
          .startsWith("30 pairs sent, 30 of them earlier, 30 answered, 30 votes sent in ");
    }
    assertThat(stage.read(stage.votes, 30)).hasSize(30);
  }

  @Test
  void ctrlCCommitsWhatWasBegunAndSaysHowToContinue() throws Exception {
    String file = jsonl("a.jsonl", 0, MANY);
    Process stopped = inAProcess(file, "--run=night", "--rate=200");
    stage.awaitWritten(stage.pairs, 20);
    ChildProcess.interrupt(stopped);

    assertThat(ChildProcess.exitCode(stopped)).isEqualTo(CommandRunner.INTERRUPTED);
    Matcher said =
        Pattern.compile(
                "interrupted: (\\d+) pairs sent \\(run night@\\d+\\); rerun with"
                    + " --resume to continue night\n")
            .matcher(Files.readString(folder.resolve("other.txt")));
    assertThat(said.find()).isTrue();
    CommandRun resumed = replay(file, "--run=night", "--resume");
    assertThat(resumed.out())
        .as(resumed.err())
        .startsWith("%d pairs sent, %s of them earlier in ".formatted(MANY, said.group(1)));
    assertEachOnce(MANY);
  }

  @Test
  void aSecondAttemptEndsTheFirstUnlessItIsRefused() throws Exception {
    String file = jsonl("a.jsonl", 0, MANY);
    CompletableFuture<CommandRun> first =
        CompletableFuture.supplyAsync(
            () -> replay(file, "--run=night", "--rate=100"), Stage.THREADS);
    stage.read(stage.pairs, 20);

    CommandRun refused = replay(file, "--run=night");
    assertThat(refused.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(refused.err()).contains("run night has already sent ", "Add --resume");
    assertThat(first).isNotDone();
    CommandRun second = replay(file, "--run=night", "--resume");

    CommandRun ended = first.get(Stage.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(ended.err())
        .hasLineCount(1)
        .startsWith("arena: another replay of run night has taken over from this one")
        .contains("no row is sent twice", "--resume");
    assertThat(second.code()).as(second.err()).isEqualTo(CommandRunner.DONE);
    assertThat(second.out()).containsPattern("^6000 pairs sent, [1-9]\\d* of them earlier in ");
    assertEachOnce(MANY);
  }

  @Test
  void theResultOfAResumedRunAlsoHoldsTheAnswersToWhatWasSentEarlier() throws Exception {
    String file = jsonl("a.jsonl", 0, 300);
    Path result = folder.resolve("result.jsonl");
    Path report = folder.resolve("report.json");
    try (StreamApplication scorer = stage.start(Map.of())) {
      assertThat(replay(file, "--run=n", "--limit=200").out()).startsWith("200 pairs sent in ");
      stage.read(stage.preferences, 200);

      CommandRun resumed =
          replay(
              file,
              "--run=n",
              "--resume",
              "--wait",
              "--max-outstanding=10",
              "--out=" + result,
              "--report=" + report);

      assertThat(resumed.code()).as(resumed.err()).isEqualTo(CommandRunner.DONE);
      assertThat(resumed.out()).startsWith("300 pairs sent, 200 of them earlier, 300 answered in ");
      assertThat(stage.read(stage.pairs, 300)).hasSize(300);
    }
    List<JsonNode> rows = rows(result);
    assertThat(rows)
        .extracting(row -> row.get("id").asText())
        .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "pair-" + i).toList());
    assertThat(rows)
        .allMatch(
            row ->
                row.get("status").asText().equals("scored")
                    && row.get("winner").asText().equals("both_bad")
                    && row.get("scored_by").asText().equals(TinyBundle.MODEL));
    JsonNode summary = new ObjectMapper().readTree(report.toFile());
    assertThat(summary.get("sent_before").asInt()).isEqualTo(200);
    assertThat(summary.at("/votes/rows").asInt()).isEqualTo(300);
    assertThat(summary.at("/votes/constant_shares/accuracy").asDouble()).isEqualTo(1);
  }

  @Test
  void rowsOtherThanThoseAlreadySentAreRefusedBeforeAnythingIsSent() throws Exception {
    assertThat(replay(jsonl("a.jsonl", 0, 20), "--run=n", "--limit=10").code()).isZero();

    CommandRun other = replay(jsonl("b.jsonl", 1, 20), "--run=n", "--resume");
    CommandRun shorter = replay(jsonl("c.jsonl", 0, 5), "--run=n", "--resume");

    assertThat(other.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(other.err()).contains("the first 10 rows of the files have changed");
    assertThat(shorter.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(shorter.err()).contains("has sent 10 rows, and the files have 5 now");
    assertThat(stage.read(stage.pairs, 10)).hasSize(10);
  }

  @Test
  void aRunThatIsCompleteSendsNothingMore() throws Exception {
    String file = jsonl("a.jsonl", 0, 20);
    assertThat(replay(file, "--run=n", "--resume").out()).startsWith("20 pairs sent in ");

    assertThat(replay(file, "--run=n", "--resume").out())
        .startsWith("20 pairs sent, 20 of them earlier in ");
    assertThat(stage.read(stage.pairs, 20)).hasSize(20);
  }

  @Test
  void aRunStopsAtItsLimitWhenNobodyScoresAndContinuesWhenSomebodyDoes() throws Exception {
    String file = jsonl("a.jsonl", 0, 100);

    CommandRun stuck = replay(file, "--run=n", "--max-outstanding=30", "--timeout=1");

    assertThat(stuck.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(stuck.err()).contains("has committed none of the last 30 pairs for 1 s");
    assertThat(stage.read(stage.pairs, 30)).hasSize(30);

    try (StreamApplication scorer = stage.start(Map.of())) {
      CommandRun resumed = replay(file, "--run=n", "--resume", "--max-outstanding=30");
      assertThat(resumed.out()).as(resumed.err()).startsWith("100 pairs sent, 30 of them earlier");
      CommandRun plain = replay(file, "--max-outstanding=7");
      assertThat(plain.out()).as(plain.err()).startsWith("100 pairs sent in ");
      assertThat(stage.read(stage.preferences, 200)).hasSize(200);
    }
  }

  @Test
  void aRowTooLargeForTheTopicIsMissingAndTheOthersAreSent() throws Exception {
    Path file = folder.resolve("large.csv");
    Files.writeString(
        file,
        "id,prompt,response_a,response_b\n1,p,a,b\n2,%1$s,%1$s,%1$s\n3,p,a,b\n"
            .formatted("long ".repeat(3 << 20)));

    CommandRun run = replay(file.toString(), "--run=n");

    assertThat(run.code()).as(run.err()).isEqualTo(CommandRunner.FAILED);
    assertThat(run.out()).startsWith("3 pairs sent, 1 missing in ");
    assertThat(ids(stage.read(stage.pairs, 2))).containsExactlyInAnyOrder("1", "3");
  }

  private void assertEachOnce(int count) {
    assertThat(ids(stage.read(stage.pairs, count)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "pair-" + i).toList());
  }

  private String jsonl(String name, int from, int to) throws IOException {
    String line =
        "{'question_id':'pair-%d','winner':'tie (bothbad)','prompt':'p','response_a':'a','response_b':'b'}\n"
            .replace('\'', '"');
    StringBuilder text = new StringBuilder();
    IntStream.range(from, to).forEach(i -> text.append(line.formatted(i)));
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static List<JsonNode> rows(Path result) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(result)) {
      rows.add(new ObjectMapper().readTree(line));
    }
    return rows;
  }

  private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(one -> new String(one.key(), StandardCharsets.UTF_8)).toList();
  }

  private CommandRun replay(String... arguments) {
    return CommandRun.of(new ReplayCommand(), named(arguments));
  }

  private Process inAProcess(String... arguments) throws IOException {
    return Stage.inAProcess(folder.resolve("other.txt"), "replay", named(arguments));
  }

  private String[] named(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    stage.settings().forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return all.toArray(String[]::new);
  }
}
