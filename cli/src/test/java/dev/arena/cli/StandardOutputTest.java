package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.FailingOutput;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class StandardOutputTest {
  private final StringWriter err = new StringWriter();

  @Test
  void aFullDeviceIsReportedInASentenceAndExitsWithOne() {
    assertThat(run(FailingOutput.full(), new Prints("a line%n"))).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString())
        .isEqualTo(
            "arena: standard output cannot be written (the disk is full); expected a writable place"
                + " with space left. Free space, or name another file."
                + System.lineSeparator());
  }

  @Test
  void aClosedPipeExitsWith141WithoutAMessage() {
    assertThat(run(FailingOutput.closedPipe(), new Prints("a line%n")))
        .isEqualTo(CommandRunner.CLOSED_PIPE);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void textThatTheCommandDidNotFlushIsNotLost() {
    assertThat(run(FailingOutput.full(), new Prints("no line end")))
        .isEqualTo(CommandRunner.FAILED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(out, new Prints("no line end"))).isEqualTo(CommandRunner.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("no line end");
  }

  @Test
  void theSameHoldsForHelp() {
    assertThat(run(FailingOutput.full(), new Prints(""), "--help")).isEqualTo(CommandRunner.FAILED);
    assertThat(run(FailingOutput.closedPipe(), new Prints(""), "--version"))
        .isEqualTo(CommandRunner.CLOSED_PIPE);
  }

  @Test
  void aCommandThatSwallowsTheFailureDoesNotHideIt() {
    Prints stubborn = new Prints("a line%n");
    stubborn.swallows = true;
    assertThat(run(FailingOutput.closedPipe(), stubborn)).isEqualTo(CommandRunner.CLOSED_PIPE);
  }

  @Test
  void printedTextCannotControlTheTerminal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run(out, new Prints("a\u001b[2J\u009b\u202eb😀\u2028\tc%n"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("a\\u001b[2J\\u009b\\u202eb😀\\u2028\tc" + System.lineSeparator());
  }

  private int run(OutputStream out, Prints command, String... arguments) {
    return CommandRunner.run(
        command, new StandardOutput(out), new PrintWriter(err, true), arguments);
  }

  @Command(name = "arena", mixinStandardHelpOptions = true, versionProvider = ArenaVersion.class)
  static final class Prints implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    private final String text;
    private boolean swallows;

    Prints(String text) {
      this.text = text;
    }

    @Override
    public Integer call() {
      try {
        spec.commandLine().getOut().printf(text);
        if (swallows) {
          spec.commandLine().getOut().flush();
        }
      } catch (RuntimeException failed) {
        if (!swallows) {
          throw failed;
        }
      }
      return CommandRunner.DONE;
    }
  }
}
