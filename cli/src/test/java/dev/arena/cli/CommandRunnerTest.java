package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandRunnerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aCommandThatReturnsZeroExitsWithZero() {
    assertThat(run(() -> 0, "work")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aUserErrorPrintsOnlyItsMessageAndExitsWithOne() {
    int code = run(thrower(new UserException("votes.csv does not exist.")), "work");
    assertThat(code).isEqualTo(1);
    assertThat(err).hasToString("arena: votes.csv does not exist." + System.lineSeparator());
  }

  @Test
  void aUserErrorIsFoundInsideTheExceptionThatWrapsIt() {
    int code =
        run(thrower(new CompletionException(new UserException("port 9092 is in use."))), "work");
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).startsWith("arena: port 9092 is in use.");
  }

  @Test
  void aWrongConfigurationExitsWithTwo() {
    assertThat(run(thrower(new UsageException("unknown key arena.x")), "work")).isEqualTo(2);
    assertThat(err.toString()).startsWith("arena: unknown key arena.x");
  }

  @Test
  void aMissingFileIsReportedInASentence() {
    assertThat(run(thrower(new NoSuchFileException("a.csv")), "work")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("arena: a.csv does not exist")
        .doesNotContain("Exception");
  }

  @Test
  void aFullDiskIsReportedInASentence() {
    assertThat(run(thrower(new IOException("No space left on device")), "work")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("arena: reading or writing failed: the disk is full.")
        .doesNotContain("Exception", "defect");
  }

  @Test
  void aFullDiskIsReportedWithWhatWasBeingWritten() {
    IOException full = new IOException("No space left on device");
    UncheckedIOException carrier = new UncheckedIOException("cannot write scores.csv", full);
    assertThat(run(thrower(new CompletionException(carrier)), "work")).isEqualTo(1);
    assertThat(err.toString()).startsWith("arena: cannot write scores.csv: the disk is full.");
    assertThat(run(thrower(new UncheckedIOException(full)), "work")).isEqualTo(1);
    assertThat(err.toString())
        .contains("arena: reading or writing failed: the disk is full.")
        .doesNotContain("Exception", "defect");
  }

  @Test
  void aFailedDeviceIsReportedInASentence() {
    DeviceException lost =
        new DeviceException(
            "scoring 64 pairs on GPU cuda:0 failed: out of memory", new IllegalStateException());
    assertThat(run(thrower(new ExecutionException(lost)), "work")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("arena: scoring 64 pairs on GPU cuda:0 failed: out of memory.")
        .contains("not at fault")
        .doesNotContain("Exception", "defect");
  }

  @Test
  void anUnknownOptionIsReportedWithTheNearestKnownOne() {
    assertThat(run(() -> 0, "work", "--limt", "3")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("arena: unknown option --limt: did you mean --limit? (see arena work --help)");
  }

  @Test
  void anUnknownCommandIsReportedWithTheNearestKnownOne() {
    assertThat(run(() -> 0, "wrok")).isEqualTo(2);
    assertThat(err.toString()).startsWith("arena: unknown command wrok: did you mean work?");
  }

  @Test
  void anOptionThatResemblesNoneIsReportedWithAllOptions() {
    assertThat(run(() -> 0, "work", "--colour")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("arena: unknown option --colour; expected one of --limit.");
  }

  @Test
  void aValueOfTheWrongTypeExitsWithTwo() {
    assertThat(run(() -> 0, "work", "--limit", "many")).isEqualTo(2);
    assertThat(err.toString()).contains("--limit").contains("many").contains("arena work --help");
  }

  @Test
  void aMessageCannotControlTheTerminalOrForgeAnotherMessage() {
    String name = "a\u001b[2J\u009b\u202e\rb\narena: all is well.csv";
    run(thrower(new UserException(name + " does not exist.\n  Check the name.")), "work");
    assertThat(err.toString())
        .isEqualTo(
            "arena: a\\u001b[2J\\u009b\\u202e\\rb\n  arena: all is well.csv does not exist.\n"
                + "  Check the name."
                + System.lineSeparator());
  }

  @Test
  void anInterruptedCommandExitsWith130() {
    assertThat(run(thrower(new InterruptedException()), "work")).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aDefectIsReportedAsSuchAndItsStackTraceIsKept() throws Exception {
    assertThat(run(thrower(new IllegalStateException("seven")), "work")).isEqualTo(1);
    assertThat(err.toString())
        .contains("this is a defect in Arena")
        .contains("java.lang.IllegalStateException: seven")
        .doesNotContain("\tat ");
    Matcher kept = Pattern.compile("(?<=stack trace is in ).*\\.txt").matcher(err.toString());
    assertThat(kept.find()).isTrue();
    Path trace = Path.of(kept.group());
    assertThat(Files.readString(trace)).contains("IllegalStateException: seven", "\tat ");
    Files.delete(trace);
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run(() -> 0, "--version")).isZero();
    assertThat(out.toString()).startsWith("arena " + ArenaVersion.current());
    assertThat(ArenaVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  private int run(Callable<Integer> body, String... arguments) {
    picocli.CommandLine top = new picocli.CommandLine(new Top());
    top.addSubcommand("work", new Work(body));
    return CommandRunner.run(
        top.getCommandSpec(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static Callable<Integer> thrower(Exception thrown) {
    return () -> {
      throw thrown;
    };
  }

  @Command(name = "arena", mixinStandardHelpOptions = true, versionProvider = ArenaVersion.class)
  static final class Top {}

  @Command(name = "work")
  static final class Work implements Callable<Integer> {
    @Option(names = "--limit")
    int limit;

    private final Callable<Integer> body;

    Work(Callable<Integer> body) {
      this.body = body;
    }

    @Override
    public Integer call() throws Exception {
      return body.call();
    }
  }
}
