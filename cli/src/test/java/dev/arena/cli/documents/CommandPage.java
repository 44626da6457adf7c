package dev.arena.cli.documents;

import dev.arena.cli.WrappedHelp;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The commands of a program as part of a page: for each, a heading and its help. */
public final class CommandPage {
  /**
   * The width of an ordinary terminal: the launcher shows these pages if nothing has been built.
   */
  private static final int WIDTH = 80;

  private CommandPage() {}

  /**
   * All subcommands, in order, each followed by its own subcommands.
   *
   * @param program the class of the program's top-level command
   */
  public static String of(Class<?> program) {
    StringBuilder page = new StringBuilder();
    CommandLine command = new CommandLine(program);
    WrappedHelp.apply(command, WIDTH);
    append(page, command, "###");
    return page.append('\n').toString();
  }

  private static void append(StringBuilder page, CommandLine parent, String heading) {
    for (CommandLine command : parent.getSubcommands().values()) {
      String help = command.getUsageMessage(Ansi.OFF).replace("\r\n", "\n").stripTrailing();
      page.append(
          "\n%s arena %s\n\n```text\n%s\n```\n"
              .formatted(heading, words(command), help.replaceAll("(?m) +$", "")));
      append(page, command, heading + "#");
    }
  }

  private static String words(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    return name.substring(name.indexOf(' ') + 1);
  }
}
