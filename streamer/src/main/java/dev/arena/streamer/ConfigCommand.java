package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigDocument;
import dev.arena.kafka.client.CommandOutput;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena config}: prints every key with its default and meaning. */
@Command(
    name = "config",
    description = {
      "Prints every setting with its default and what it means.",
      "",
      "Examples:",
      "  ./arena config",
      "  ./arena config --json",
      ""
    },
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @ArgGroup private Format format = new Format();

  /** Output formats, at most one of which may be chosen. */
  private static final class Format {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(names = "--markdown", description = "As the page docs/configuration.md.")
    private boolean markdown;
  }

  @Override
  public Integer call() {
    ConfigDocument document = new ConfigDocument(StreamerKeys.table());
    if (format.json) {
      out().println(document.json());
    } else {
      out().print(format.markdown ? document.markdown() : document.text());
    }
    out().flush();
    return CommandRunner.DONE;
  }

  private PrintWriter out() {
    return CommandOutput.out(spec);
  }
}
