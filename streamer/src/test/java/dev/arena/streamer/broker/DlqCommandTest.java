package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.dlq.DlqCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands for dead letters, against a real broker; the test writes the letters. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class DlqCommandTest {
  private static final int MANY = 2_000;

  /** Once this many are written, committed or not, some of them are committed. */
  private static final int MORE_THAN_A_TRANSACTION = MANY / 5;

  private static final String ERRORS = "__streams.errors.";

  /** The records' timestamps are from 1970: the broker's retention check would remove them. */
  private static final Map<String, String> KEPT = Map.of("retention.ms", "-1");

  @TempDir private Path folder;

  @AutoClose private Stage stage;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void createTopics(LocalServers servers) throws Exception {
    stage = new Stage(servers, folder);
    stage.createTopic(stage.pairs, 4, KEPT);
    stage.createTopic(stage.preferences, 4);
    stage.createTopic(stage.deadLetters, 2, KEPT);
  }

  @Test
  void listShowsEachLetterWithItsSourceAndCountsThemByReason() throws Exception {
    stage.produce(
        List.of(
            letter(0, 3, 41, "the value (17 bytes) is bad"),
            letter(1, 2, 42, "the value (18 bytes) is bad"),
            letter(0, 1, 43, "pair \u001b[31m has no turns")));

    assertThat(dlq("list")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString().lines())
        .anyMatch(l -> l.startsWith("0@0 ") && l.contains(stage.pairs + "-3@41"))
        .anyMatch(l -> l.startsWith("1@0 ") && l.contains(stage.pairs + "-2@42"))
        .contains("3 dead letters:")
        .anyMatch( // partitions are read in any order
            l ->
                l.matches(
                    " {7}2 {2}the value \\(1[78] bytes\\) is bad \\(the first; the others"
                        + " differ.*"))
        .noneMatch(l -> l.contains("\u001b"));
  }

  @Test
  void listIsFilteredByReasonAndTimeAndLimitedAndGivesJsonLines() throws Exception {
    stage.produce(
        List.of(
            letter(0, 0, 1, "no turns"),
            letter(0, 0, 2, "bad"),
            letter(0, 0, 3, "NO TURNS"),
            letter(0, 0, 4, "no turns")));

    assertThat(dlq("list", "--json", "--reason", "no turns", "--since", "1h", "--limit", "2"))
        .isEqualTo(CommandRunner.DONE);

    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(l -> l.startsWith("{\"letter\":\"0@"))
        .anyMatch(l -> l.contains("\"source_offset\":3"))
        .noneMatch(l -> l.contains("\"reason\":\"bad\""));
    assertThat(err.toString()).contains("2 dead letters:");
    assertThat(dlq("list", "--since", "2099-01-01T00:00:00Z")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString()).contains("no dead letters");
  }

  @Test
  void showPrintsEverythingAndWritesTheBytes() throws Exception {
    byte[] pair = stage.bytes(TinyBundle.pair("p-7", "2+2?", "four\u0007", "5"));
    stage.produce(
        List.of(
            letter(1, 0, 5, "was unknown", "p-7".getBytes(UTF_8), pair),
            letter(1, 0, 6, "bad", null, new byte[] {1, 2, 'x', 'y'})));
    Path file = folder.resolve("value.bin");

    assertThat(dlq("show", "1@0")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString())
        .contains(
            "was unknown", stage.pairs + "-0@5", "\"p-7\"", "own = \"mine\"", "2+2?", "four\\u0007")
        .contains("reads as a pair");
    assertThat(dlq("show", "1@1", "--out", file.toString())).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString()).contains("01 02 78 79", "..xy", "does not read as a pair");
    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[] {1, 2, 'x', 'y'});
    assertThat(dlq("show", "1@1", "--out", file.toString())).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("already exists");
  }

  @Test
  void showDoesNotCallAValueBadWhenTheRegistryIsAway() throws Exception {
    byte[] pair = stage.bytes(TinyBundle.pair("p-7", "2+2?", "4", "5"));
    stage.produce(List.of(letter(0, 0, 5, "was unknown", null, pair)));

    assertThat(dlq("show", "0@0", "--set", "registry.url=http://127.0.0.1:1"))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("the schema registry cannot be asked");
    assertThat(out.toString()).contains("was unknown").doesNotContain("does not read");
  }

  @Test
  void mistakesAreOneSentence() throws Exception {
    stage.produce(List.of(letter(0, 0, 1, "bad")));

    assertThat(dlq("show", "0@99")).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("0@99 does not exist; the partition holds offsets 0 to 0");
    assertThat(dlq("show", "1@0")).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("the partition is empty");
    assertThat(dlq("show", "7@0")).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("no partition 7");
    assertThat(dlq("show", "seven")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("expected PARTITION@OFFSET");
    assertThat(dlq("list", "--since", "yesterday")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--since is yesterday");
    assertThat(dlq("replay")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("expected one way to select dead letters");
    assertThat(dlq("list", "--set", "arena.topic.dlq=nowhere")).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("no topic nowhere");
  }

  @Test
  void replaySendsKeyValueHeadersAndPartitionAgainOnceAndNeverTwice() throws Exception {
    stage.produce(
        List.of(
            letter(0, 3, 5, "fixed", "k".getBytes(UTF_8), "v".getBytes(UTF_8)),
            letter(0, 2, 6, "fixed", null, null),
            letter(1, 1, 7, "another")));

    assertThat(dlq("replay", "--reason", "fixed", "--dry-run")).isEqualTo(CommandRunner.DONE);
    assertThat(stage.read(stage.pairs, 0)).isEmpty();
    assertThat(dlq("replay", "--reason", "fixed")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString()).contains("sent 2 to " + stage.pairs + " again");
    assertThat(dlq("replay", "--all")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString()).contains("sent 1 to ", "       2  kind not recorded: sent before");

    List<ConsumerRecord<byte[], byte[]>> again = stage.read(stage.pairs, 3);
    assertThat(again).hasSize(3);
    ConsumerRecord<byte[], byte[]> first =
        again.stream().filter(r -> r.partition() == 3).findAny().orElseThrow();
    assertThat(first.key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(first.value()).isEqualTo("v".getBytes(UTF_8));
    assertThat(first.headers()).extracting(h -> h.key()).containsExactly("own", "arena.dlq.from");
    assertThat(new String(first.headers().lastHeader("arena.dlq.from").value(), UTF_8))
        .isEqualTo(stage.deadLetters + "-0@0");
    ConsumerRecord<byte[], byte[]> second =
        again.stream().filter(r -> r.partition() == 2).findAny().orElseThrow();
    assertThat(second.key()).isNull();
    assertThat(second.value()).isNull();

    assertThat(dlq("replay", "0@0", "--again")).isEqualTo(CommandRunner.DONE);
    assertThat(stage.read(stage.pairs, 4)).hasSize(4);
    assertThat(dlq("list")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString().lines().filter(l -> l.contains("  yes "))).hasSize(3);
  }

  @Test
  void whatWouldFailAgainIsNotSentUnlessForced() throws Exception {
    stage.produce(
        List.of(
            ofKind("no_value", 1),
            ofKind("wire_format", 2),
            ofKind("unknown_schema", 3),
            ofKind("unscorable", 4),
            ofKind("a_kind_of_tomorrow", 5)));

    assertThat(dlq("replay", "--all", "--dry-run")).isEqualTo(CommandRunner.DONE);
    assertThat(err.toString())
        .contains("would send 2 to " + stage.pairs, "       1  unknown_schema\n")
        .contains("not sent: 3", "no_value: the value is null, so it would fail again (--force)")
        .contains("nothing was sent");
    assertThat(dlq("replay", "--all")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString()).contains("sent 2 to " + stage.pairs, "not sent: 3");
    assertThat(stage.read(stage.pairs, 2)).hasSize(2);

    assertThat(dlq("replay", "0@0")).isEqualTo(CommandRunner.FAILED);
    assertThat(dlq("replay", "--all", "--force")).isEqualTo(CommandRunner.DONE);
    assertThat(stage.read(stage.pairs, 5)).hasSize(5);
    assertThat(stage.read(stage.pairs, 5))
        .allSatisfy(
            again ->
                assertThat(again.headers())
                    .extracting(h -> h.key())
                    .containsExactly("own", "arena.dlq.from"));
  }

  private ProducerRecord<byte[], byte[]> ofKind(String kind, long sourceOffset) {
    ProducerRecord<byte[], byte[]> letter = letter(0, 0, sourceOffset, "bad");
    letter.headers().add("arena.deadletter.reason", kind.getBytes(UTF_8));
    return letter;
  }

  @Test
  void aLetterThatCannotBeSentIsNamedAndTheOthersAreSent() throws Exception {
    ProducerRecord<byte[], byte[]> foreign = letter(0, 0, 1, "bad");
    foreign.headers().remove(ERRORS + "topic").add(ERRORS + "topic", "other".getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> unmarked = letter(0, 0, 2, "bad");
    unmarked.headers().remove(ERRORS + "topic");
    stage.produce(List.of(foreign, unmarked, letter(0, 9, 3, "bad"), letter(0, 0, 4, "bad")));

    assertThat(dlq("replay", "--all")).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString())
        .contains("0@0 was not sent: it came from topic other", "use --topic other")
        .contains("0@1 was not sent: it does not say where it came from")
        .contains("0@2 was not sent: it came from partition 9");
    assertThat(stage.read(stage.pairs, 1)).hasSize(1);
  }

  @Test
  void onlyLettersOfTheNamedTopicAreListedAndSentToIt() throws Exception {
    stage.createTopic(stage.votes, 4);
    stage.produce(
        List.of(fromVotes("unknown_pair", 1), letter(0, 0, 2, "bad"), fromVotes("voted_at", 3)));

    assertThat(dlq("list", "--topic", stage.votes)).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString())
        .contains("2 dead letters:", stage.votes + "-3@1")
        .doesNotContain(stage.pairs + "-0@2");
    assertThat(dlq("replay", "--topic", stage.votes, "--all")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString())
        .contains("sent 1 to " + stage.votes + " again", "not sent: 1", "1  voted_at: ");
    assertThat(stage.read(stage.votes, 1)).hasSize(1).allMatch(r -> r.partition() == 3);
    assertThat(stage.read(stage.pairs, 0)).isEmpty();
  }

  @Test
  void nothingIsSentToACompactedTopic() throws Exception {
    stage.createTopic(stage.votes, 4, Map.of("cleanup.policy", "compact"));
    stage.produce(List.of(fromVotes("body", 1)));

    assertThat(dlq("replay", "--topic", stage.votes, "--all")).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString()).contains("topic %s is compacted".formatted(stage.votes));
    assertThat(stage.read(stage.votes, 0)).isEmpty();
  }

  @Test
  void aVoteIsShownAsOne() throws Exception {
    Vote vote =
        Vote.newBuilder()
            .setPairId("p-7")
            .setOutcome(VoteOutcome.TIE)
            .setVotedAt(Instant.parse("2026-01-31T08:00:00Z"))
            .build();
    ProducerRecord<byte[], byte[]> letter = letter(0, 0, 1, "bad", null, stage.bytes(vote));
    stage.produce(List.of(from(stage.votes, letter)));

    assertThat(dlq("show", "0@0")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString()).contains(stage.votes + "-0@1", "reads as a vote", "p-7", "TIE");
  }

  private ProducerRecord<byte[], byte[]> fromVotes(String kind, long sourceOffset) {
    ProducerRecord<byte[], byte[]> letter = from(stage.votes, letter(0, 3, sourceOffset, "bad"));
    letter.headers().add("arena.deadletter.reason", kind.getBytes(UTF_8));
    return letter;
  }

  private static ProducerRecord<byte[], byte[]> from(
      String topic, ProducerRecord<byte[], byte[]> letter) {
    letter.headers().remove(ERRORS + "topic").add(ERRORS + "topic", topic.getBytes(UTF_8));
    return letter;
  }

  @Test
  void aLetterWithoutItsValueIsNotCompletedWithAnotherRecord() throws Exception {
    byte[] key = "k".getBytes(UTF_8);
    stage.produce(List.of(new ProducerRecord<>(stage.pairs, 0, 1000L, key, new byte[17])));
    stage.produce(
        List.of(
            incomplete(1001, key, "the value (17 bytes)"),
            incomplete(1000, key, "the value (18 bytes)"),
            incomplete(1000, "j".getBytes(UTF_8), "the value (17 bytes)"),
            incomplete(
                1000, null, "the key (2 bytes), the value (17 bytes), and the headers (0 bytes)"),
            incomplete(
                1000, null, "the key (1 bytes), the value (17 bytes), and the headers (0 bytes)"),
            incomplete(1000, key, "the value (17 bytes)")));

    assertThat(dlq("replay", "--all")).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString().lines())
        .hasSize(4)
        .allMatch(l -> l.contains("another record is at " + stage.pairs + "-0@0 now"));
    assertThat(stage.read(stage.pairs, 3)).hasSize(3).allMatch(r -> r.value().length == 17);
  }

  @Test
  void aReplayThatIsKilledHalfWayIsCompletedByRunningItAgain() throws Exception {
    produceMany();
    Path hold = HoldingInterceptor.hold(stage.deadLetters + "-replay");
    try {
      Process killed = inAProcess(heldReplay());
      stage.awaitWritten(stage.pairs, MORE_THAN_A_TRANSACTION);
      ChildProcess.exitCode(killed.destroyForcibly());
    } finally {
      Files.delete(hold);
    }
    int before = stage.read(stage.pairs, 1).size();
    assertThat(before).as("the replay was killed half-way").isBetween(1, MANY - 1);

    assertThat(dlq("replay", "--all")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString()).contains("sent before (--again)");
    assertThat(stage.read(stage.pairs, MANY))
        .hasSize(MANY)
        .extracting(r -> new String(r.key(), UTF_8))
        .doesNotHaveDuplicates();
  }

  @Test
  void aReplayThatBeginsWhileAnotherRunsEndsItAndNothingIsSentTwice() throws Exception {
    produceMany();
    Path hold = HoldingInterceptor.hold(stage.deadLetters + "-replay");
    Process first;
    try {
      first = inAProcess(heldReplay());
      stage.awaitWritten(stage.pairs, MORE_THAN_A_TRANSACTION);

      assertThat(dlq("replay", "--all", "--set", "arena.application.id=another"))
          .isEqualTo(CommandRunner.DONE);
    } finally {
      Files.delete(hold);
    }

    assertThat(ChildProcess.exitCode(first)).isEqualTo(CommandRunner.FAILED);
    assertThat(Files.readString(folder.resolve("other.txt")))
        .contains("another ./arena dlq replay of these dead letters has taken over");
    assertThat(stage.read(stage.pairs, MANY))
        .hasSize(MANY)
        .extracting(r -> new String(r.key(), UTF_8))
        .doesNotHaveDuplicates();
  }

  private ProducerRecord<byte[], byte[]> incomplete(
      long timestamp, byte @Nullable [] key, String leftOut) {
    ProducerRecord<byte[], byte[]> letter = letter(0, 0, 0, "bad");
    String mark =
        leftOut + " would not fit this topic; the record is %s-0@0".formatted(stage.pairs);
    letter.headers().add("arena.deadletter.left.out", mark.getBytes(UTF_8));
    return new ProducerRecord<>(
        letter.topic(), letter.partition(), timestamp, key, null, letter.headers());
  }

  private void produceMany() throws Exception {
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (int n = 0; n < MANY; n++) {
      letters.add(letter(n % 2, n % 4, n, "bad", ("k" + n).getBytes(UTF_8), new byte[10]));
    }
    stage.produce(letters);
  }

  /** Sends a quarter of the letters, and no more for as long as the test holds it. */
  private static String[] heldReplay() {
    List<String> arguments = new ArrayList<>(List.of("replay", "--all"));
    arguments.addAll(HoldingInterceptor.options());
    return arguments.toArray(String[]::new);
  }

  private int dlq(String... arguments) {
    return CommandRunner.run(
        new DlqCommand(), new PrintWriter(out, true), new PrintWriter(err, true), named(arguments));
  }

  private Process inAProcess(String... arguments) throws IOException {
    return Stage.inAProcess(folder.resolve("other.txt"), "dlq", named(arguments));
  }

  /** The arguments, plus those that name this test's cluster and topics. */
  private String[] named(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    stage.settings().entrySet().stream()
        .filter(s -> s.getKey().matches("kafka.bootstrap.*|registry.*|arena.(topic|app|start).*"))
        .filter(s -> all.stream().noneMatch(given -> given.startsWith(s.getKey() + "=")))
        .forEach(s -> all.addAll(List.of("--set", s.getKey() + "=" + s.getValue())));
    return all.toArray(String[]::new);
  }

  private ProducerRecord<byte[], byte[]> letter(
      int partition, int sourcePartition, long sourceOffset, String reason) {
    return letter(partition, sourcePartition, sourceOffset, reason, null, new byte[] {1});
  }

  private ProducerRecord<byte[], byte[]> letter(
      int partition,
      int sourcePartition,
      long sourceOffset,
      String reason,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(stage.deadLetters, partition, key, value);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("own", "mine");
    headers.put(ERRORS + "topic", stage.pairs);
    headers.put(ERRORS + "partition", String.valueOf(sourcePartition));
    headers.put(ERRORS + "offset", String.valueOf(sourceOffset));
    headers.put(ERRORS + "message", reason);
    headers.forEach((name, text) -> letter.headers().add(name, text.getBytes(UTF_8)));
    return letter;
  }
}
