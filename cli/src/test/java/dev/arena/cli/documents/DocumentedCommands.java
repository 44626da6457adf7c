package dev.arena.cli.documents;

import dev.arena.cli.documents.Document.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The check that compares the command lines of {@code arena} in the documents with the commands:
 * names and options everywhere, and in code blocks without a placeholder such as {@code FILE},
 * everything that picocli checks before it runs a command.
 */
public final class DocumentedCommands {
  private static final Pattern LAUNCHER = Pattern.compile("(?<![\\w/.-])\\./arena(?=\\s|$)");
  private static final Pattern BARE = Pattern.compile("^(\\$ )?([A-Z_]+=\\S* )*arena (?=[a-z])");
  private static final Pattern EXAMPLE = Pattern.compile(" {2}\\./arena (.*?)( {3,}.*)?");
  private static final Pattern PLACEHOLDER = Pattern.compile(".*(\\b[A-Z]{1,}\\b|\\.\\.\\.).*");

  private DocumentedCommands() {}

  /**
   * A command line without its first word.
   *
   * @param code where it is
   */
  public record Line(Code code, List<String> words) {
    String describe() {
      return "%s: ./arena %s".formatted(code.place(), String.join(" ", words));
    }
  }

  /** All command lines of {@code arena} in the documents. */
  public static List<Line> all() throws IOException {
    return Documents.ofToday().stream()
        .flatMap(document -> document.code().stream())
        .flatMap(code -> lines(code).stream())
        .toList();
  }

  /** What is wrong with the lines that name a command of this program; others are ignored. */
  public static List<String> mistakes(Class<?> program, List<Line> lines) {
    Set<String> own = new CommandLine(program).getSubcommands().keySet();
    return lines.stream()
        .filter(line -> !line.words().isEmpty() && own.contains(line.words().get(0)))
        .flatMap(line -> mistake(program, line).map(text -> line.describe() + ": " + text).stream())
        .toList();
  }

  static List<Line> lines(Code code) {
    List<Line> lines = new ArrayList<>();
    if (code.language().equals("text")) { // the examples in a command's help
      var example = EXAMPLE.matcher(code.text());
      if (example.matches()) {
        lines.add(new Line(code, ShellWords.of(example.group(1))));
      }
      return lines;
    }
    var launcher = LAUNCHER.matcher(code.text());
    while (launcher.find()) {
      lines.add(new Line(code, ShellWords.of(code.text().substring(launcher.end()))));
    }
    var bare = BARE.matcher(code.text());
    if (bare.find()) {
      lines.add(new Line(code, ShellWords.of(code.text().substring(bare.end()))));
    }
    return lines;
  }

  static Optional<String> mistake(Class<?> program, Line line) {
    CommandLine commands = new CommandLine(program).setExpandAtFiles(false);
    Optional<String> misnamed = misnamed(commands.getCommandSpec(), line.words());
    boolean whole =
        !line.code().isSpan()
            && line.words().stream().noneMatch(word -> PLACEHOLDER.matcher(word).matches());
    if (misnamed.isPresent() || !whole) {
      return misnamed;
    }
    try {
      commands.parseArgs(line.words().toArray(String[]::new));
      return Optional.empty();
    } catch (ParameterException refused) {
      return Optional.of(refused.getMessage());
    }
  }

  /** The first word that names no command or option. */
  private static Optional<String> misnamed(CommandSpec spec, List<String> words) {
    CommandSpec command = spec;
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (word.equals("--") || word.equals("...")) {
        break;
      }
      if (word.startsWith("-") && !word.equals("-")) {
        String name = word.replaceFirst("=.*", "");
        OptionSpec option = command.findOption(name);
        if (option == null) {
          return Optional.of(command.qualifiedName(" ") + " has no option " + name);
        }
        at += name.equals(word) && option.arity().min() > 0 ? 1 : 0;
      } else if (command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      } else if (command.positionalParameters().isEmpty()) {
        return Optional.of(command.qualifiedName(" ") + " takes no " + word);
      }
    }
    return Optional.empty();
  }
}
