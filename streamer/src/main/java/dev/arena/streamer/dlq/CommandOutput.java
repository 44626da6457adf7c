package dev.arena.streamer.dlq;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command that picocli runs prints. */
final class CommandOutput {
  private CommandOutput() {}

  static PrintWriter out(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getErr();
  }

  private static CommandSpec given(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("the command is run by picocli only");
    }
    return spec;
  }
}
