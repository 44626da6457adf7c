package dev.arena.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A formatter that wraps a command's help text only at blanks.
 *
 * <p>Picocli itself also breaks within names, such as after the full stop of {@code ./arena}, and
 * refuses widths below 55 columns. So picocli renders unlimited lines, and this class wraps them. A
 * word longer than the line stays whole.
 */
public final class WrappedHelp {
  private static final int UNLIMITED = 8192;
  private static final int INDENT = 8;

  /** Colour codes take up no columns. */
  private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final Pattern OPTION = Pattern.compile("^ +(?:-\\S+ )+ *(?=\\S)");
  private static final Pattern TABLE_ROW = Pattern.compile("^ +\\S+ {2,}(?=\\S)");
  private static final Pattern EXAMPLE = Pattern.compile("^( +\\./arena .*?)(?: {2,}(\\S.*))?$");

  /** Parts of an example that stay together: an option and its value, a quoted string, a word. */
  private static final Pattern PART =
      Pattern.compile("--?[\\w-]+ +(?:\"[^\"]*\"|(?!-)\\S+)|\"[^\"]*\"|\\S+");

  private WrappedHelp() {}

  /**
   * Wraps the help of a command and of all its subcommands.
   *
   * @param columns maximum length of a line, at least 20
   */
  public static void apply(CommandLine command, int columns) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.width(UNLIMITED);
    Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(command.getHelpSectionMap());
    sections.replaceAll(
        (name, section) ->
            name.equals(UsageMessageSpec.SECTION_KEY_SYNOPSIS)
                ? help -> synopsis(help.synopsisHeading(), section.render(help), columns)
                : help -> wrap(section.render(help), columns));
    usage.sectionMap(sections);
    command.getSubcommands().values().forEach(each -> apply(each, columns));
  }

  /** Each line of the text, wrapped. */
  static String wrap(String text, int columns) {
    StringBuilder wrapped = new StringBuilder();
    for (String line : text.split("(?<=\n)", -1)) {
      if (line.endsWith("\n")) {
        lines(line.stripTrailing(), columns)
            .forEach(each -> wrapped.append(each).append(System.lineSeparator()));
      } else {
        wrapped.append(line); // what follows on the same line, such as "Usage: "
      }
    }
    return wrapped.toString();
  }

  /** The heading comes before the synopsis on the same line, and is not part of the result. */
  private static String synopsis(String heading, String synopsis, int columns) {
    String line = (heading + synopsis).stripTrailing();
    int options = line.indexOf(" [") + 1;
    int indent = options > 0 && options <= columns / 2 ? options : INDENT;
    return String.join(System.lineSeparator(), fill(line, 0, indent, columns))
            .substring(heading.length())
        + System.lineSeparator();
  }

  private static List<String> lines(String line, int columns) {
    String plain = STYLE.matcher(line).replaceAll("");
    int blanks = plain.length() - plain.stripLeading().length();
    if (blanks > columns / 2) { // a description below a long name
      return fill(" ".repeat(INDENT) + line.stripLeading(), 0, INDENT, columns);
    }
    if (length(line) <= columns) {
      return List.of(line);
    }
    Matcher example = EXAMPLE.matcher(plain);
    if (example.matches()) {
      return exampleLines(example.group(1), example.group(2), columns);
    }
    int description = Math.max(end(OPTION, plain), end(TABLE_ROW, plain));
    if (description < 0) {
      return fill(line, 0, blanks, columns);
    }
    if (description <= columns / 2) {
      return fill(line, description, description, columns);
    }
    int cut = offset(line, description);
    List<String> lines = new ArrayList<>();
    lines.add(line.substring(0, cut).stripTrailing());
    lines.addAll(fill(" ".repeat(INDENT) + line.substring(cut), 0, INDENT, columns));
    return lines;
  }

  /** A command that can be copied: each line but the last ends with a backslash. */
  private static List<String> exampleLines(String command, @Nullable String comment, int columns) {
    List<String> lines = new ArrayList<>();
    String indent = command.substring(0, command.indexOf('.'));
    if (comment != null) {
      lines.addAll(fill(indent + "# " + comment, 0, indent.length(), columns));
    }
    List<String> words = PART.matcher(command).results().map(MatchResult::group).toList();
    List<String> rows = fill(indent, words, indent.length() + 6, columns - 2);
    for (int i = 0; i < rows.size(); i++) {
      lines.add(i < rows.size() - 1 ? rows.get(i) + " \\" : rows.get(i));
    }
    return lines;
  }

  /**
   * Fills lines with words.
   *
   * @param kept how many of the line's first columns stay unchanged
   * @param indent number of blanks at the start of each subsequent line
   */
  private static List<String> fill(String line, int kept, int indent, int columns) {
    int cut = kept == 0 ? line.length() - line.stripLeading().length() : offset(line, kept);
    return fill(line.substring(0, cut), List.of(line.substring(cut).split(" +")), indent, columns);
  }

  private static List<String> fill(String start, List<String> words, int indent, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder(start);
    boolean first = true;
    for (String word : words) {
      if (!first && length(current) + 1 + length(word) > columns) {
        lines.add(current.toString());
        current = new StringBuilder(" ".repeat(indent));
        first = true;
      }
      current.append(first ? "" : " ").append(word);
      first = false;
    }
    lines.add(current.toString());
    return lines;
  }

  private static int end(Pattern start, String plain) {
    Matcher matcher = start.matcher(plain);
    return matcher.find() ? matcher.end() : -1;
  }

  private static int length(CharSequence text) {
    String plain = STYLE.matcher(text).replaceAll("");
    return plain.codePointCount(0, plain.length());
  }

  /** The offset of a column in a line with styles. */
  private static int offset(String line, int column) {
    Matcher styles = STYLE.matcher(line);
    int offset = column;
    while (styles.find() && styles.start() < offset) {
      offset += styles.end() - styles.start();
    }
    return offset;
  }
}
