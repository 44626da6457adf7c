package dev.arena.cli.config;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts into a value what it only refers to: {@code ${file:PATH}} is what stands in a file, without
 * the end of its last line, and {@code ${env:NAME}} the value of a variable. What was put in is
 * taken as it is. {@code ${file:PATH:KEY}} is left to Kafka's {@code config.providers}.
 *
 * @param environment the process's variables
 */
record ValueInterpolation(Map<String, String> environment) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|env):([^}:]*)}");
  private static final Pattern LAST_LINE_END = Pattern.compile("\\r?\\n\\z");

  /** Whether a value refers to something. */
  static boolean areIn(String text) {
    return REFERENCE.matcher(text).find();
  }

  /**
   * The whole value.
   *
   * @throws UsageException naming what is not there, and nothing else of the value
   */
  String resolve(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1).equals("env")
                        ? variable(found.group(2))
                        : contents(found.group(2))));
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new UsageException("there is no variable " + name + "; expected it to be set");
    }
    return value;
  }

  private static String contents(String path) {
    try {
      return LAST_LINE_END.matcher(Files.readString(Path.of(path))).replaceFirst("");
    } catch (IOException | InvalidPathException unreadable) {
      throw new UsageException(
          "file %s cannot be read (%s); expected the value in it"
              .formatted(path, FileErrors.describe(unreadable)));
    }
  }
}
