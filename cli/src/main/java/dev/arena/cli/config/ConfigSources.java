package dev.arena.cli.config;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The sources of a configuration, highest priority first.
 *
 * @param commandLine the values set with {@code --set}
 * @param environment environment variables; only those that begin with {@code ARENA_} are used
 * @param file the contents of the properties file
 * @param fileName the file's name in messages
 */
public record ConfigSources(
    Map<String, String> commandLine,
    Map<String, String> environment,
    Map<String, String> file,
    String fileName) {

  /** The name at the beginning of an assignment; what follows may be a secret. */
  private static final Pattern SHOWN =
      Pattern.compile("^([A-Za-z0-9._-]*)[^A-Za-z0-9._-].*$", Pattern.DOTALL);

  public ConfigSources {
    commandLine = copy(commandLine);
    environment = copy(environment);
    file = copy(file);
  }

  /** Sources without any values. */
  public static ConfigSources none() {
    return new ConfigSources(Map.of(), Map.of(), Map.of(), "no file");
  }

  /** These sources, with {@code environment} in place of their own. */
  public ConfigSources withEnvironment(Map<String, String> environment) {
    return new ConfigSources(commandLine, environment, file, fileName);
  }

  /** These sources, with {@code values} as if they had been given by {@code --set}. */
  public ConfigSources withCommandLine(Map<String, String> values) {
    return new ConfigSources(values, environment, file, fileName);
  }

  /**
   * These sources, with {@code --set} assignments in place of their own command line.
   *
   * @param assignments strings of the form {@code key=value}
   * @throws UsageException when one of them has no {@code =}, or a key is set to two values
   */
  public ConfigSources withAssignments(List<String> assignments) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        mistakes.add(
            "--set \"%s\": expected key=value, such as arena.device=cpu"
                .formatted(SHOWN.matcher(assignment).replaceFirst("$1...")));
        continue;
      }
      String key = assignment.substring(0, equals).strip();
      String value = assignment.substring(equals + 1).strip();
      String before = values.put(key, value);
      if (before != null && !before.equals(value)) {
        mistakes.add("--set names %s twice with different values; expected one".formatted(key));
      }
    }
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), mistakes));
    }
    return withCommandLine(values);
  }

  /**
   * These sources, with a properties file (UTF-8) in place of their own.
   *
   * @throws UserException when the file cannot be read
   */
  public ConfigSources withFile(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UserException(
          "configuration file %s cannot be read (%s); expected key=value lines in UTF-8. Check the path given with --config."
              .formatted(path, FileErrors.describe(unreadable)),
          unreadable);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> values.put(n, properties.getProperty(n)));
    return new ConfigSources(commandLine, environment, values, path.toString());
  }

  /** The number of values; the values themselves may be secret. */
  @Override
  public String toString() {
    return "ConfigSources[%d by --set, %d from %s]"
        .formatted(commandLine.size(), file.size(), fileName);
  }

  private static Map<String, String> copy(Map<String, String> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
