package dev.arena.cli.documents;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.WrappedHelp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands of a program, and what every command must do. */
public final class CommandTree {
  private CommandTree() {}

  /** The program's top-level command, its subcommands, and theirs. */
  public static List<CommandLine> of(Class<?> program) {
    return descendants(new CommandLine(program)).toList();
  }

  /** The names of a command's options that begin with two hyphens. */
  public static List<String> longOptions(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> Arrays.stream(option.names()))
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  /** The words that invoke a command, without the program's name. */
  static List<String> words(CommandLine command) {
    List<String> names = List.of(command.getCommandSpec().qualifiedName(" ").split(" "));
    return names.subList(1, names.size());
  }

  /** What is wrong with the answers to {@code --version} and {@code -V}. */
  public static List<String> withoutVersion(Class<?> program) {
    List<String> wrong = new ArrayList<>();
    for (CommandLine command : of(program)) {
      for (String option : List.of("--version", "-V")) {
        List<String> words = new ArrayList<>(words(command));
        words.add(option);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
            CommandRunner.run(
                create(program),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                words.toArray(String[]::new));
        if (code != 0 || !out.toString().matches("(?s)arena \\d+\\.\\d+\\.\\d+.*")) {
          wrong.add("%s: exit code %d, %s%s".formatted(words, code, out, err));
        }
      }
    }
    return wrong;
  }

  private static Object create(Class<?> program) {
    try {
      return CommandLine.defaultFactory().create(program);
    } catch (Exception uncreatable) {
      throw new IllegalStateException(uncreatable);
    }
  }

  /** Lines of the commands' help that are too long, or break a word, or lose one. */
  public static List<String> wronglyWrapped(Class<?> program, int columns) {
    List<CommandLine> whole = of(program);
    CommandLine wrapped = new CommandLine(program);
    WrappedHelp.apply(wrapped, columns);
    List<CommandLine> narrow = descendants(wrapped).toList();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      String name = narrow.get(i).getCommandSpec().qualifiedName(" ");
      whole.get(i).setUsageHelpWidth(10_000);
      String help = narrow.get(i).getUsageMessage(Ansi.OFF);
      help.lines()
          .filter(line -> line.length() > columns && line.strip().split(" ").length > 1)
          .filter(
              line ->
                  !line.strip().matches("(--\\S+ )?(\\S+|\"[^\"]*\")( \\\\)?|-\\w, \\S+|# \\S+"))
          .forEach(line -> wrong.add(name + ": longer than " + columns + ": " + line));
      String expected = words(whole.get(i).getUsageMessage(Ansi.OFF));
      if (!words(help).equals(expected)) {
        wrong.add(
            "%s: expected%n%s%nbut the help contains%n%s".formatted(name, expected, words(help)));
      }
    }
    return wrong;
  }

  /** The words of a text in alphabetical order, because comments on long examples move. */
  private static String words(String text) {
    return Arrays.stream(text.split("\\s+"))
        .filter(word -> !word.isEmpty() && !word.equals("\\") && !word.equals("#"))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static Stream<CommandLine> descendants(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandTree::descendants));
  }
}
