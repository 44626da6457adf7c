package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.CommandTree;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

class WrappedHelpTest {
  @Test
  void aNameIsNotBrokenAfterItsFullStop() {
    assertThat(help(80)).contains(", as ./arena\n").doesNotContainPattern("(?m) \\.$");
    assertThat(help(40))
        .contains(
            """
              -f, --format=csv|jsonl
                    The format of all files,
                    whatever their names say.
            """);
  }

  @Test
  void anExampleThatIsTooLongCanStillBeCopied() {
    assertThat(help(40))
        .contains(
            """
              # after a stop
              ./arena work --bundle models/mine \\
                    --registry-url http://registry
              ./arena work \\
                    --bundle "a folder with blanks" \\
                    more
            """);
  }

  @Test
  void aDescriptionStaysInItsColumnWhereThereIsRoom() {
    assertThat(help(70))
        .contains(
            """
              -f, --format=csv|jsonl   The format of all files, whatever their
                                       names say.
            """);
  }

  @Test
  void coloursTakeUpNoColumns() {
    CommandLine command = new CommandLine(new Work());
    WrappedHelp.apply(command, 60);
    assertThat(command.getUsageMessage(Ansi.ON).replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(command.getUsageMessage(Ansi.OFF));
  }

  @Property
  void atAnyWidthTheTextIsCompleteAndNoWordIsBroken(@ForAll @IntRange(min = 20, max = 200) int n) {
    assertThat(CommandTree.wronglyWrapped(Work.class, n)).isEqualTo(List.of());
  }

  private static String help(int columns) {
    CommandLine command = new CommandLine(new Work());
    WrappedHelp.apply(command, columns);
    return command.getUsageMessage(Ansi.OFF).replace("\r\n", "\n");
  }

  @Command(
      name = "work",
      mixinStandardHelpOptions = true,
      description = {
        "Works, and says what it does.",
        "",
        "  ./arena work --bundle models/mine --registry-url http://registry   after a stop",
        "  ./arena work --bundle \"a folder with blanks\" more",
        ""
      })
  static final class Work {
    @Option(
        names = {"-f", "--format"},
        paramLabel = "csv|jsonl",
        description = "The format of all files, whatever their names say.")
    String format;

    @Option(
        names = "--registry-url",
        paramLabel = "URL",
        description =
            "The schema registry (default: http://127.0.0.1:8081/apis/ccompat/v7, as ./arena up).")
    String registry;
  }
}
