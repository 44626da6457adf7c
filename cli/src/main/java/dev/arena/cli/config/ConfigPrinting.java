package dev.arena.cli.config;

import java.io.PrintWriter;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of a command that prints all keys of a program, and the printing. */
public final class ConfigPrinting {
  @ArgGroup private Format format = new Format();

  /** Output formats, at most one of which may be chosen. */
  private static final class Format {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(names = "--markdown", description = "As the tables of the page docs/configuration.md.")
    private boolean markdown;
  }

  /** Prints the keys in the chosen format. */
  public void print(ConfigTable table, PrintWriter out) {
    ConfigDocument document = new ConfigDocument(table);
    if (format.json) {
      out.println(document.json());
    } else {
      out.print(format.markdown ? document.markdown() : document.text());
    }
    out.flush();
  }
}
