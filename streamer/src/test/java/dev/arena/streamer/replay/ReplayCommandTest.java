package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.streamer.tail.TailCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no cluster, or notices that there is none. */
class ReplayCommandTest {
  /** Nothing listens on the port of TCP's "discard" service. */
  private static final String NOBODY = "127.0.0.1:9";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void outNeedsWait() throws IOException {
    assertThat(replay(file(), "--out", "x.csv")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).startsWith("arena: --out is given without --wait");
  }

  @Test
  void numbersBelowOneAreRefused() throws IOException {
    for (String option :
        new String[] {"--rate=0", "--rate=-1", "--limit=0", "--timeout=0", "--max-outstanding=0"}) {
      assertThat(replay(file(), option)).as(option).isEqualTo(CommandRunner.WRONG_USAGE);
    }
    assertThat(err.toString()).contains("--rate is 0.0; expected a number above 0");
  }

  @Test
  void whatCannotBeHonouredIsRefused() throws IOException {
    assertThat(replay(file(), "--resume")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(replay(file(), "--run", "a b")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(replay(file(), "--format", "xml")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(replay(file(), "--wait", "--out=x", "--report=x"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(replay(file(), "--voted-at=now")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(replay(file(), "--votes", "--voted-at=noon")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString())
        .contains("--resume is given without --run")
        .contains("--run is a b; expected")
        .contains("--format is xml; expected csv or jsonl")
        .contains("--voted-at is given without --votes")
        .contains("--voted-at is noon; expected now or file")
        .contains("--out and --report both name x");
  }

  @Test
  void aFileMustBeNamed() {
    assertThat(replay()).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("FILE");
  }

  @Test
  void anUnknownKeyNamesTheNearest() throws IOException {
    assertThat(replay(file(), "--set", "arena.topic.pear=x")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("arena.topic.pairs");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsOneSentenceAndNothingIsLeft() throws IOException {
    Path target = directory.resolve("out.csv");
    int code =
        replay(
            file(),
            "--wait",
            "--out",
            target.toString(),
            "--bootstrap-servers",
            NOBODY,
            "--set",
            "arena.start.timeout=300 ms");
    assertThat(code).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString())
        .contains("arena: no Kafka broker answered at " + NOBODY)
        .doesNotContain("\tat ");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
    assertThat(target).doesNotExist();
  }

  @Test
  void aResultThatExistsIsKeptUnlessItMayBeReplaced() throws IOException {
    Path old = Files.writeString(directory.resolve("out.csv"), "old");
    assertThat(replay(file(), "--wait", "--out", old.toString())).isEqualTo(CommandRunner.FAILED);
    assertThat(replay(file(), "--report", old.toString())).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString())
        .contains(old + " already exists; expected a new file. Name another, or add --replace.")
        .doesNotContain("no Kafka broker");
    assertThat(old).hasContent("old");
  }

  @Test
  void theInputIsNeverTheOutput() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.csv"), Path.of(file()));
    assertThat(replay(file(), "--wait", "--out", link.toString(), "--replace"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--out " + link + " is also an input file");
  }

  @Test
  void tailSaysTheSame() {
    int code =
        CommandRunner.run(
            new TailCommand(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "--bootstrap-servers",
            NOBODY,
            "--set",
            "arena.start.timeout=300 ms");
    assertThat(code).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).startsWith("arena: no Kafka broker answered at " + NOBODY);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpBeginsWithASentenceAndTwoExamples() {
    assertThat(replay("--help")).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString())
        .contains("./arena replay examples/pairs.csv --wait")
        .contains("./arena replay examples/votes.csv --wait --out")
        .contains("130 Ctrl-C");
  }

  private int replay(String... arguments) {
    return CommandRunner.run(
        new ReplayCommand(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private String file() throws IOException {
    return Files.writeString(
            directory.resolve("pairs.csv"), "id,prompt,response_a,response_b\n1,p,a,b\n")
        .toString();
  }
}
