package dev.arena.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigKey;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void configPrintsEveryKey() {
    assertThat(run("config")).isEqualTo(CommandRunner.DONE);

    for (ConfigKey<?> key : StreamerKeys.table().keys()) {
      assertThat(out.toString()).contains(key.name()).contains(key.sentence());
    }
  }

  @Test
  void configPrintsJson() {
    assertThat(run("config", "--json")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString()).startsWith("[").contains("\"name\" : \"arena.batch.tokens\"");
  }

  @Test
  void anUnknownKeyIsWrongUsageAndNamesTheNearest() {
    assertThat(run("stream", "--set", "arena.batch.token=1")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString()).contains("did you mean arena.batch.tokens?");
  }

  @Test
  void anUnknownOptionIsWrongUsageAndNamesTheNearest() {
    assertThat(run("stream", "--bundel", "x")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString()).contains("--bundle");
  }

  @Test
  void theOptionForTheBundleIsCheckedAgainstTheSettingOfTheSameName() {
    assertThat(run("stream", "--bundle", "a", "--set", "arena.bundle=b"))
        .isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString()).contains("arena.bundle").contains("twice");
  }

  @Test
  void equalTopicsAreWrongUsage() {
    for (String command : new String[] {"stream", "tail"}) {
      assertThat(run(command, "--set", "arena.topic.dlq=arena.pairs"))
          .isEqualTo(CommandRunner.WRONG_USAGE);

      assertThat(err.toString()).contains("arena.topic.dlq arena.pairs; expected three topics");
    }
  }

  private int run(String... arguments) {
    return CommandRunner.run(
        new StreamerMain(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
