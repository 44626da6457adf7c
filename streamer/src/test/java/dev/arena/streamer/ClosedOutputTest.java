package dev.arena.streamer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.StandardOutput;
import dev.arena.cli.documents.EveryCommand;
import dev.arena.schemas.testing.CommandProcess;
import dev.arena.schemas.testing.FailingOutput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands whose standard output cannot be written. */
final class ClosedOutputTest {
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  static Stream<List<String>> commands() {
    return EveryCommand.of(new StreamerMain());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandNoticesThatItsHelpCannotBeWritten(List<String> command) {
    String[] help = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
    assertThat(run(FailingOutput.full(), help)).isEqualTo(CommandRunner.FAILED);
    assertThat(run(FailingOutput.closedPipe(), help)).isEqualTo(CommandRunner.CLOSED_PIPE);
  }

  @Test
  void theSameHoldsForTheSettings() {
    for (List<String> command : List.of(List.of("config"), List.of("config", "--json"))) {
      String[] words = command.toArray(String[]::new);
      assertThat(run(FailingOutput.full(), words)).isEqualTo(CommandRunner.FAILED);
      assertThat(run(FailingOutput.closedPipe(), words)).isEqualTo(CommandRunner.CLOSED_PIPE);
    }
    assertThat(err.toString()).startsWith("arena: standard output cannot be written (the disk is");
  }

  @Test
  void theSameHoldsForAProcess() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full; expected a full device");
    Path log = folder.resolve("log");
    CommandProcess.Ended full = CommandProcess.intoFullDevice(log, StreamerMain.class, "config");
    assertThat(full.code()).as(full.err()).isEqualTo(CommandRunner.FAILED);
    assertThat(full.err()).contains("arena: standard output cannot be written (the disk is full)");
    CommandProcess.Ended closed =
        CommandProcess.intoClosedPipe(log, "", StreamerMain.class, "config");
    assertThat(closed.code()).as(closed.err()).isEqualTo(CommandRunner.CLOSED_PIPE);
    assertThat(closed.err()).isEmpty();
  }

  private int run(FailingOutput out, String... arguments) {
    return CommandRunner.run(
        new StreamerMain(), new StandardOutput(out), new PrintWriter(err, true), arguments);
  }
}
