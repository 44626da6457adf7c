package dev.arena.kafka.client;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The output streams of a command that picocli runs. */
public final class CommandOutput {
  private CommandOutput() {}

  /** For results. */
  public static PrintWriter out(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getOut();
  }

  /** For messages. */
  public static PrintWriter err(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getErr();
  }

  private static CommandSpec given(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("the command is run by picocli only");
    }
    return spec;
  }
}
