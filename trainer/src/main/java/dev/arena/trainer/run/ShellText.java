package dev.arena.trainer.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Formats arguments for a shell. */
public final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  /** The folders before a name, and slashes after it. */
  private static final Pattern FOLDERS = Pattern.compile("[^,=]*/(?=[^,=/])|/+(?=,|$)");

  private ShellText() {}

  /** The arguments separated by spaces, and quoted where a shell requires it. */
  public static String of(List<String> arguments) {
    return arguments.stream().map(ShellText::quoted).collect(Collectors.joining(" "));
  }

  /**
   * The same with file names instead of paths, even within lists and after {@code --option=}: a
   * published bundle names its inputs, but not their locations.
   */
  public static String withoutFolders(List<String> arguments) {
    return of(arguments.stream().map(ShellText::withoutFolders).toList());
  }

  private static String withoutFolders(String argument) {
    return FOLDERS.matcher(argument).replaceAll("");
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
