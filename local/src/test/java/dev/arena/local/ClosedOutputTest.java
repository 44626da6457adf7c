package dev.arena.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.StandardOutput;
import dev.arena.cli.documents.EveryCommand;
import dev.arena.schemas.testing.FailingOutput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands whose standard output is not writable. */
final class ClosedOutputTest {
  private final StringWriter err = new StringWriter();

  static Stream<List<String>> commands() {
    return EveryCommand.of(new LocalMain());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandFailsWhenItsHelpCannotBeWritten(List<String> command) {
    String[] help = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
    assertThat(run(FailingOutput.full(), help)).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).startsWith("arena: standard output cannot be written (the disk is");
    assertThat(run(FailingOutput.closedPipe(), help)).isEqualTo(CommandRunner.CLOSED_PIPE);
  }

  private int run(FailingOutput out, String... arguments) {
    return CommandRunner.run(
        new LocalMain(), new StandardOutput(out), new PrintWriter(err, true), arguments);
  }
}
